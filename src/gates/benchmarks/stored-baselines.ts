import { createHash } from "node:crypto";
import { parseStored } from "../../store/parse-stored.ts";
import type { DocumentChange, Store } from "../../store/store.ts";
import { Baseline } from "./measurement.ts";
import type { Baselines } from "./measurement.ts";

const KIND = "baseline";

/** Where figures were measured: those of another machine, or of another project, say nothing. */
export interface BaselinePlace {
  readonly machine: string;
  /** The folder of the workspace. */
  readonly workspace: string;
}

type Documents = Pick<Store, "documents">;

function idOf({ machine, workspace }: BaselinePlace): string {
  return createHash("sha256").update(`${machine}\n${workspace}`).digest("hex").slice(0, 16);
}

/** The baseline of a place with what a change of it must expect; rejects with `store.corrupt`. */
export async function readBaseline(
  place: BaselinePlace,
  { documents }: Documents,
): Promise<{ readonly baseline: Baseline; readonly stored: string } | undefined> {
  const id = idOf(place);
  const stored = await documents.get(KIND, id);
  if (stored === undefined) return undefined;
  return { baseline: parseStored(Baseline, stored, `docs:${KIND} ${id}`), stored };
}

/** The write of a baseline over what was stored before; `null` for nothing. */
export function baselineChange(
  place: BaselinePlace,
  baseline: Baseline,
  before: string | null,
): DocumentChange {
  return { kind: KIND, id: idOf(place), value: JSON.stringify(baseline), expected: before };
}

/** The baseline that gates compare with. */
export function createStoredBaselines(place: BaselinePlace, store: Documents): Baselines {
  return { read: async () => (await readBaseline(place, store))?.baseline };
}
