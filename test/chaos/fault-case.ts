/** How a case of the fault plan ended. */
export interface Verdict {
  readonly held: boolean;
  /** What was measured, for people. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** short: seconds, for every change; full: as the plan is written. */
export type Scale = "short" | "full";

export interface FaultCase {
  readonly number: number;
  readonly title: string;
  run(scale: Scale): Promise<Verdict>;
}

export interface RunCases {
  readonly scale: Scale;
  /** Only these; absent: all. */
  readonly numbers?: readonly number[];
  readonly say: (line: string) => void;
}

/** Runs the cases one after the other; true when all of them held. */
export async function runCases(
  cases: readonly FaultCase[],
  { scale, numbers, say }: RunCases,
): Promise<boolean> {
  let allHeld = true;
  for (const each of cases) {
    if (numbers !== undefined && !numbers.includes(each.number)) continue;
    const startedAt = performance.now();
    const { held, facts } = await each.run(scale);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    say(`${held ? "held  " : "BROKEN"} ${each.number} ${each.title} (${seconds} s): ${told.join(", ")}`);
    allHeld &&= held;
  }
  return allHeld;
}
