import { z } from "zod";
import { Conversation } from "../chat/messages.ts";
import { Severity } from "../hooks/events/error.ts";
import type { Matter } from "../hooks/hook-ports.ts";
import { EscalationType } from "../orchestration/rules/escalation-rules.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "escalations";

/** The kind of the timer of each escalation; there is at most one. */
export const ESCALATION_TIMER = "escalation";

/**
 * open: it climbs; acknowledged: somebody has taken it, and it is silent; snoozed: silent until a moment; settled: it
 * is over, with a cause.
 */
export const EscalationState = z.enum(["open", "acknowledged", "snoozed", "settled"]);
export type EscalationState = z.infer<typeof EscalationState>;

/** What is due next: it climbs, is told again, its owner is reminded, it climbs again, or its rest is over. */
const NextStep = z.object({
  does: z.enum(["climb", "again", "remind", "resume", "wake"]),
  at: z.iso.datetime(),
});
export type NextStep = z.infer<typeof NextStep>;

/** A message that shows it and changes with it. */
const Card = z.object({
  id: z.string(),
  to: Conversation,
  person: z.string().optional(),
  /** It is a line in the digest that began then. */
  digestMs: z.number().optional(),
});
export type Card = z.infer<typeof Card>;

const HistoryEntry = z.object({ at: z.iso.datetime(), what: z.string() });

/** A matter that those who have it cannot settle, from the moment at which it was raised until somebody settles it. */
export const Escalation = z.object({
  /** The key of its matter: raising it twice is raising it once. */
  id: z.string(),
  /** What people call it: E3. Absent until it is placed. */
  no: z.number().int().min(1).optional(),
  type: EscalationType.default("decision"),
  taskId: z.string().optional(),
  stageId: z.string().optional(),
  agent: z.string().optional(),
  /** The team that it concerns, where it is not that of a task. */
  team: z.string().optional(),
  /** Whoever raised it by hand: the id of a person. */
  raisedBy: z.string().optional(),
  /** What those who had to do with it are called, by their ids, for those whom the configuration does not name. */
  names: z.record(z.string(), z.string()).default({}),
  /** Where it was raised, for matters without a task. */
  thread: Conversation.optional(),
  problem: z.string(),
  attempts: z.array(z.string()),
  needs: z.array(z.string()),
  severity: Severity,
  /** What is the same matter has the same words here, and is reported instead of raised while this one is open. */
  matter: z.string().default(""),
  /** Of its reports, the latest. */
  occasions: z.array(z.string()).default([]),
  /** Somebody who is asked beside those of every level. */
  target: z.string().optional(),
  /** How often it was reported. */
  count: z.number().int().min(1).default(1),
  /** ISO; when the matter began, which is what limits of time count from. */
  since: z.iso.datetime(),
  raisedAt: z.iso.datetime(),
  /** The level of the rules that it stands at; absent: nobody has placed it yet. */
  level: z.string().optional(),
  levelSince: z.iso.datetime().optional(),
  /** The trigger of the rules that set it off, where one did. */
  trigger: z.string().optional(),
  askedOf: z.array(z.string()),
  /** What would help was asked for, as a person wanted it; the words of the rules. */
  convened: z.string().optional(),
  state: EscalationState,
  /** Whoever has taken it: the id of a person. */
  owner: z.string().optional(),
  next: NextStep.optional(),
  /** People who are still to hear of it, at the latest at `pageAt`. */
  toPage: z.array(z.string()).default([]),
  pageAt: z.iso.datetime().optional(),
  cards: z.array(Card).default([]),
  history: z.array(HistoryEntry).default([]),
  /** Grows with every change; part of the ids of what is said. */
  step: z.number().int().nonnegative().default(0),
  settled: z.object({ at: z.iso.datetime(), by: z.string(), cause: z.string() }).optional(),
});
export type Escalation = z.infer<typeof Escalation>;

/** A matter of a task, or of none. */
export interface NewMatter extends Omit<Matter, "taskId"> {
  readonly taskId?: string;
  readonly type?: EscalationType;
  readonly trigger?: string;
  /** The level to begin at, where whoever raises it says so. */
  readonly level?: string;
  readonly raisedBy?: string;
  /** What people are called, by their ids. */
  readonly names?: Readonly<Record<string, string>>;
  readonly team?: string;
  readonly thread?: Conversation;
  /** Somebody to ask beside those of every level. */
  readonly target?: string;
  /** What makes it the same matter as another one. Default: task, stage, agent, type and trigger. */
  readonly matter?: string;
  /** Default: the key. */
  readonly occasion?: string;
}

/** The words by which a matter is known for the same as another. */
export function matterOf(matter: NewMatter): string {
  const { taskId = "", stageId = "", agent = "", type = "decision", trigger = "" } = matter;
  return matter.matter ?? [taskId, stageId, agent, type, trigger].join("/");
}

/** A matter as it is kept from now on, not yet placed at a level. */
export function toEscalation(matter: NewMatter, nowMs: number): Escalation {
  const { key: id, openForMs, attempts, needs, names, level: _level, occasion = id, ...rest } = matter;
  return {
    type: "decision",
    ...rest,
    id,
    matter: matterOf(matter),
    occasions: [occasion],
    attempts: [...attempts],
    needs: [...needs],
    names: { ...names },
    count: 1,
    since: new Date(nowMs - openForMs).toISOString(),
    raisedAt: new Date(nowMs).toISOString(),
    askedOf: [],
    state: "open",
    toPage: [],
    cards: [],
    history: [],
    step: 0,
  };
}

/** The write that keeps it. With `stored` (`null`: it is new) nothing is written when somebody else was first. */
export function escalationChange(escalation: Escalation, stored?: string | null): DocumentChange {
  const value = JSON.stringify(escalation);
  return { kind: KIND, id: escalation.id, value, ...(stored === undefined ? {} : { expected: stored }) };
}

/** Removes one that was settled long ago, or that is counted with another. */
export function forgetChange({ escalation, stored }: StoredEscalation): DocumentChange {
  return { kind: KIND, id: escalation.id, value: null, expected: stored };
}

/** An escalation as it is stored; `stored` is what a change of it must expect. */
export interface StoredEscalation {
  readonly escalation: Escalation;
  readonly stored: string;
}

function parse(id: string, stored: string): StoredEscalation {
  return { escalation: parseStored(Escalation, stored, `docs:${KIND} ${id}`), stored };
}

export async function readStoredEscalation(
  id: string,
  { documents }: Pick<Store, "documents">,
): Promise<StoredEscalation | undefined> {
  const stored = await documents.get(KIND, id);
  return stored === undefined ? undefined : parse(id, stored);
}

export async function readEscalation(
  id: string,
  store: Pick<Store, "documents">,
): Promise<Escalation | undefined> {
  return (await readStoredEscalation(id, store))?.escalation;
}

/** All that are kept, settled ones included, in the order in which they were raised. */
export async function readEscalations({ documents }: Pick<Store, "documents">): Promise<StoredEscalation[]> {
  const all = [...(await documents.list(KIND))].map(([id, stored]) => parse(id, stored));
  return all.toSorted((a, b) => a.escalation.raisedAt.localeCompare(b.escalation.raisedAt));
}

/** E3, or the key of the matter as long as it has no number. */
export function nameOfEscalation({ no, id }: Pick<Escalation, "no" | "id">): string {
  return no === undefined ? id : `E${no}`;
}

/** When something is to happen by itself next; undefined once it is settled. */
export function dueMsOf({ next, toPage, pageAt, raisedAt, step, state }: Escalation): number | undefined {
  if (state === "settled") return undefined;
  // Nobody has been told yet.
  if (step === 0) return Date.parse(raisedAt);
  const times = [next?.at, toPage.length > 0 ? pageAt : undefined].flatMap((at) =>
    at === undefined ? [] : [Date.parse(at)],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}
