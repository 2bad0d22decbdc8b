import { case17 } from "./case-17.ts";
import { case18 } from "./case-18.ts";
import { case19 } from "./case-19.ts";
import { case20 } from "./case-20.ts";
import { case21 } from "./case-21.ts";
import { case22 } from "./case-22.ts";
import { case23 } from "./case-23.ts";
import { case24 } from "./case-24.ts";
import { case25 } from "./case-25.ts";
import { case26 } from "./case-26.ts";
import { case27 } from "./case-27.ts";
import type { Scale, SlackCase } from "./verdict.ts";

/** Every case of the fault plan that is about Slack, in its order. */
const CASES: readonly SlackCase[] = [
  case17,
  case18,
  case19,
  case20,
  case21,
  case22,
  case23,
  case24,
  case25,
  case26,
  case27,
];

export interface RunCases {
  readonly scale: Scale;
  /** Only these; absent: all. */
  readonly numbers?: readonly number[];
  readonly say: (line: string) => void;
}

/** Runs the cases one after the other; true when all of them held. */
export async function runCases({ scale, numbers, say }: RunCases): Promise<boolean> {
  let allHeld = true;
  for (const each of CASES) {
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
