import { z } from "zod";
import { Conversation } from "../chat/messages.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "emergencies";
const LAST = "last";

/** The kind of the timer of its status updates. */
export const EMERGENCY_TIMER = "emergency.update";

/** Who does what: leads and decides, tells customers, keeps the record. */
export const EmergencyRole = z.enum(["lead", "communications", "scribe"]);
export type EmergencyRole = z.infer<typeof EmergencyRole>;

const TimelineEntry = z.object({ at: z.iso.datetime(), by: z.string(), text: z.string() });

/** A message to customers, which goes out once somebody who may has approved it. */
const CustomerDraft = z.object({
  no: z.number().int().min(1),
  text: z.string(),
  by: z.string(),
  state: z.enum(["proposed", "approved", "refused"]),
  decidedBy: z.string().optional(),
});

/** Something that cannot wait, from its declaration to its end. */
export const Emergency = z.object({
  /** I1, I2. */
  id: z.string(),
  state: z.enum(["open", "ended"]),
  problem: z.string(),
  taskId: z.string().optional(),
  /** The escalation that calls people for it. */
  escalationId: z.string(),
  /** Where it is talked about. */
  thread: Conversation,
  declaredBy: z.string(),
  declaredAt: z.iso.datetime(),
  /** What those who had to do with it are called, by their ids, for those whom the configuration does not name. */
  names: z.record(z.string(), z.string()).default({}),
  /** People, by role. */
  roles: z.partialRecord(EmergencyRole, z.string()),
  updateEveryMs: z.number().int().positive(),
  nextUpdateAt: z.iso.datetime(),
  updates: z.number().int().nonnegative(),
  timeline: z.array(TimelineEntry),
  drafts: z.array(CustomerDraft),
  ended: z.object({ at: z.iso.datetime(), by: z.string(), cause: z.string() }).optional(),
  /** Grows with every change. */
  step: z.number().int().nonnegative(),
});
export type Emergency = z.infer<typeof Emergency>;

export interface StoredEmergency {
  readonly emergency: Emergency;
  readonly stored: string;
}

export async function readEmergency(
  id: string,
  { documents }: Pick<Store, "documents">,
): Promise<StoredEmergency | undefined> {
  const stored = id === LAST ? undefined : await documents.get(KIND, id);
  return stored === undefined
    ? undefined
    : { emergency: parseStored(Emergency, stored, `docs:${KIND} ${id}`), stored };
}

async function allEmergencies({ documents }: Pick<Store, "documents">): Promise<Emergency[]> {
  const all = [...(await documents.list(KIND))].filter(([id]) => id !== LAST);
  return all.map(([id, stored]) => parseStored(Emergency, stored, `docs:${KIND} ${id}`));
}

/** Those that go on, oldest first. */
export async function openEmergencies(store: Pick<Store, "documents">): Promise<Emergency[]> {
  const open = (await allEmergencies(store)).filter(({ state }) => state === "open");
  return open.toSorted((a, b) => a.declaredAt.localeCompare(b.declaredAt));
}

/** The emergency that an escalation calls people for, whether it goes on or has ended. */
export async function emergencyOf(
  escalationId: string,
  store: Pick<Store, "documents">,
): Promise<Emergency | undefined> {
  return (await allEmergencies(store)).find((one) => one.escalationId === escalationId);
}

/** The write over what was stored before; `null` for nothing. */
export function emergencyChange(emergency: Emergency, before: string | null): DocumentChange {
  return { kind: KIND, id: emergency.id, value: JSON.stringify(emergency), expected: before };
}

/** The next short name, and the write that gives it away. */
export async function nextEmergencyId({ documents }: Pick<Store, "documents">) {
  const last = await documents.get(KIND, LAST);
  const no = Number(last ?? "0") + 1;
  const change: DocumentChange = { kind: KIND, id: LAST, value: String(no), expected: last ?? null };
  return { id: `I${no}`, change };
}
