import { z } from "zod";
import { GpuDevice } from "../gpu/gpu-device.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

/** What a worker says about itself again and again. */
export const Heartbeat = z.strictObject({
  id: z.string(),
  host: z.string(),
  /** That it takes jobs from. */
  queues: z.array(z.string()),
  /** That it may use, as they are now. */
  gpus: z.array(GpuDevice),
  atMs: z.number(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

const KIND = "workers";
/** One may come late, two are a worker in trouble; after three nobody is there. */
const MISSED = 3;
/** The heartbeat of a worker that is gone is forgotten after so many. */
const FORGOTTEN = 360;

export function beatChange(beat: Heartbeat): DocumentChange {
  return { kind: KIND, id: beat.id, value: JSON.stringify(beat) };
}

/** A worker that ends says so: nobody has to wait until it is missed. */
export function endChange(id: string): DocumentChange {
  return { kind: KIND, id, value: null };
}

export interface LifeOptions {
  readonly nowMs: number;
  /** How often workers write. */
  readonly everyMs: number;
}

async function readAll({ documents }: Pick<Store, "documents">): Promise<Heartbeat[]> {
  const stored = await documents.list(KIND);
  return [...stored].map(([id, value]) => parseStored(Heartbeat, value, `docs:${KIND} ${id}`));
}

/** The workers that are there, by id. Clocks of their machines may differ by a few heartbeats, not by more. */
export async function liveWorkers(
  store: Pick<Store, "documents">,
  { nowMs, everyMs }: LifeOptions,
): Promise<Heartbeat[]> {
  return (await readAll(store)).filter(({ atMs }) => nowMs - atMs <= MISSED * everyMs);
}

/** Removes what workers left behind that are gone for good. */
export async function forgetWorkers(
  store: Pick<Store, "documents" | "commit">,
  { nowMs, everyMs }: LifeOptions,
): Promise<void> {
  const gone = (await readAll(store)).filter(({ atMs }) => nowMs - atMs > FORGOTTEN * everyMs);
  if (gone.length > 0) await store.commit({ documents: gone.map(({ id }) => endChange(id)) });
}
