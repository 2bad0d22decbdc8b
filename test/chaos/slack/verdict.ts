/** How a case of the fault plan ended. */
export interface Verdict {
  readonly held: boolean;
  /** What was measured, for people. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** short: seconds, for every change; full: as the plan is written. */
export type Scale = "short" | "full";

export interface SlackCase {
  readonly number: number;
  readonly title: string;
  run(scale: Scale): Promise<Verdict>;
}
