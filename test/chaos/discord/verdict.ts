/** How a case of the fault plan ended. */
export interface Verdict {
  readonly held: boolean;
  /** What was measured, for people. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** short: seconds, for every change; full: as the plan is written. */
export type Scale = "short" | "full";

export interface DiscordCase {
  readonly number: number;
  readonly title: string;
  run(scale: Scale): Promise<Verdict>;
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds; false when it does not in time. */
export async function until(holds: () => boolean, withinMs = 20_000): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) return false;
    await pause(10);
  }
  return true;
}
