import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

/** Something that is to happen at a moment, whoever is up then. There is one of each kind and id. */
export const Timer = z.object({
  /** Public name of what happens, `subject.verb`; the handler of this kind fires it. */
  kind: z.string().min(1),
  id: z.string().min(1),
  /** Milliseconds since the epoch. */
  dueMs: z.number().int(),
  /** Ids and numbers for the handler, never documents. */
  data: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .readonly()
    .optional(),
});
export type Timer = Readonly<z.infer<typeof Timer>>;

/** Which of the timers is meant; `dueMs` tells it from an earlier or later one of the same name. */
export type TimerRef = Pick<Timer, "kind" | "id" | "dueMs">;

const DOCUMENTS = "timers";

function documentId({ kind, id }: Pick<Timer, "kind" | "id">): string {
  return `${kind}/${id}`;
}

/** The same text for the same timer, whoever writes it: what is stored is compared by its text. */
function toDocument({ kind, id, dueMs, data }: Timer): string {
  const entries = Object.entries(data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({
    kind,
    id,
    dueMs,
    ...(data === undefined ? {} : { data: Object.fromEntries(entries) }),
  });
}

/** Sets a timer, or moves the one of this name: for the same commit as what it belongs to. */
export function timerChange(timer: Timer): DocumentChange {
  return { kind: DOCUMENTS, id: documentId(timer), value: toDocument(timer) };
}

/** Cancels a timer, if there is one: for the same commit as what makes it pointless. */
export function noTimerChange(kind: string, id: string): DocumentChange {
  return { kind: DOCUMENTS, id: documentId({ kind, id }), value: null };
}

/**
 * For the commit of whoever fires it: the whole commit is a "conflict" when somebody has fired, moved or cancelled it
 * since. With `next`, which has the same name, that one is set in its place.
 */
export function takeTimer(timer: Timer, next?: Pick<Timer, "dueMs" | "data">): DocumentChange {
  const value = next === undefined ? null : toDocument({ kind: timer.kind, id: timer.id, ...next });
  return { kind: DOCUMENTS, id: documentId(timer), value, expected: toDocument(timer) };
}

/** The timer as it stands; undefined when there is none, as after it was fired or cancelled. */
export async function readTimer(
  kind: string,
  id: string,
  { documents }: Pick<Store, "documents">,
): Promise<Timer | undefined> {
  const stored = await documents.get(DOCUMENTS, documentId({ kind, id }));
  return stored === undefined ? undefined : parseStored(Timer, stored, `docs:${DOCUMENTS} ${kind}/${id}`);
}

/** All that have neither been fired nor cancelled, the first due first. */
export async function listTimers({ documents }: Pick<Store, "documents">): Promise<Timer[]> {
  const stored = await documents.list(DOCUMENTS);
  const timers = [...stored].map(([id, json]) => parseStored(Timer, json, `docs:${DOCUMENTS} ${id}`));
  return timers.sort((a, b) => a.dueMs - b.dueMs);
}
