import { case28 } from "./case-28.ts";
import { case29 } from "./case-29.ts";
import { case30 } from "./case-30.ts";
import { case31 } from "./case-31.ts";
import { case32 } from "./case-32.ts";
import { case33 } from "./case-33.ts";
import type { DiscordCase, Scale } from "./verdict.ts";

/** Every case of the fault plan that is about Discord, in its order. */
export const DISCORD_CASES: readonly DiscordCase[] = [case28, case29, case30, case31, case32, case33];

export interface RunCases {
  readonly scale: Scale;
  /** Only these; absent: all. */
  readonly numbers?: readonly number[];
  readonly say: (line: string) => void;
}

/** Runs the cases one after the other; true when all of them held. */
export async function runDiscordCases({ scale, numbers, say }: RunCases): Promise<boolean> {
  let allHeld = true;
  for (const each of DISCORD_CASES) {
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
