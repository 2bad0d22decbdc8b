import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

/**
 * Where a job runs whose agent wants a GPU; decided once, by compare-and-set. `gpu`: waits for a GPU worker. `taken`:
 * a GPU worker has it. `moving`: no GPU worker may begin it any more. `cpu`: any worker may take it.
 */
export const JobPlace = z.strictObject({
  place: z.enum(["gpu", "taken", "moving", "cpu"]),
  /** Whether it may fall back. */
  prefers: z.boolean(),
  /** Since when it could have been taken, as first seen; null until then. */
  sinceMs: z.number().nullable(),
});
export type JobPlace = z.infer<typeof JobPlace>;

const KIND = "gpu-jobs";

export interface StoredPlace {
  readonly place: JobPlace;
  /** As it stands in the store, for compare-and-set. */
  readonly stored: string;
}

type Documents = Pick<Store, "documents">;

function toStored(id: string, stored: string): StoredPlace {
  return { place: parseStored(JobPlace, stored, `docs:${KIND} ${id}`), stored };
}

export async function readPlace(jobId: string, { documents }: Documents): Promise<StoredPlace | undefined> {
  const stored = await documents.get(KIND, jobId);
  return stored === undefined ? undefined : toStored(jobId, stored);
}

/** By job id. */
export async function listPlaces({ documents }: Documents): Promise<ReadonlyMap<string, StoredPlace>> {
  const all = await documents.list(KIND);
  return new Map([...all].map(([id, stored]) => [id, toStored(id, stored)]));
}

/** The change that stores a place (`null` forgets it) if it is still what was read (`null`: not there). */
export function placeChange(jobId: string, place: JobPlace | null, expected?: string | null): DocumentChange {
  const value = place === null ? null : JSON.stringify(place);
  return { kind: KIND, id: jobId, value, ...(expected === undefined ? {} : { expected }) };
}

/** Whether a GPU worker may run the job: false when it has fallen back to the other workers. Harmless to ask again. */
export async function takeOnGpu(jobId: string, store: Pick<Store, "commit" | "documents">): Promise<boolean> {
  for (;;) {
    const found = await readPlace(jobId, store);
    if (found === undefined || found.place.place === "taken") return true;
    if (found.place.place !== "gpu") return false;
    const change = placeChange(jobId, { ...found.place, place: "taken" }, found.stored);
    if ((await store.commit({ documents: [change] })) === "committed") return true;
  }
}
