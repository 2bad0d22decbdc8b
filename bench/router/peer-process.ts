import { readFile } from "node:fs/promises";
import { measureLimits, type LimitOptions } from "./measure-limits.ts";
import { measureRouting } from "./measure-routing.ts";
import { measureSpeed, type SpeedOptions } from "./measure-speed.ts";
import { createLinearOpener } from "./open-judges.ts";
import type { Peer } from "./peers.ts";
import { readShipped } from "./routing-data.ts";

/** What a child process is asked for, as JSON in the file that its argument names; it answers on standard output. */
export type Assignment =
  | ({ readonly measure: "speed" } & Omit<SpeedOptions, "openLinear"> & Folders)
  | ({ readonly measure: "routing"; readonly peer: Peer; readonly rounds: number } & Folders)
  | ({ readonly measure: "limits" } & LimitOptions);

export interface Folders {
  readonly modelDir: string;
  /** Vectors and fitted models that later runs use again. */
  readonly cacheDir: string;
  readonly threads: readonly number[];
}

async function carryOut(assignment: Assignment): Promise<unknown> {
  if (assignment.measure === "limits") return measureLimits(assignment);
  const set = await readShipped();
  if (assignment.measure === "routing") return measureRouting(set, assignment);
  const openLinear = await createLinearOpener(set, assignment);
  return measureSpeed({ ...assignment, openLinear });
}

const assignment = JSON.parse(await readFile(process.argv[2] ?? "", "utf8")) as Assignment;
process.stdout.write(JSON.stringify(await carryOut(assignment)));
