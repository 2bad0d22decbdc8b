import type { Escalation, NewMatter } from "./escalation.ts";
import type { LadderEvent, LadderRefusal } from "./ladder-event.ts";
import type { OpenedLadder } from "./open-ladder.ts";

/** Who does what happens by itself. */
export const BY_ITSELF = "switchyard";

type Without<Event> = Event extends unknown ? Omit<Event, "nowMs"> : never;

/** What people do about an escalation. */
export type PersonsWord = Without<Exclude<LadderEvent, { readonly type: "due" | "reported" | "unreached" }>>;

export type Acted =
  | { readonly kind: "done"; readonly escalation: Escalation }
  | { readonly kind: "refused"; readonly escalation: Escalation; readonly why: LadderRefusal }
  | { readonly kind: "unknown" };

export interface RaisedMatter {
  readonly escalation: Escalation;
  /** It is the same matter as one that is open: that one counts it now. */
  readonly isMerged: boolean;
}

/** Stuck matters. Whatever resolves is durable by then. */
export interface Escalations {
  /** Keeps a matter, says so in its thread and sets its timer. The same key again changes nothing. */
  raise(matter: NewMatter): Promise<RaisedMatter>;
  /** By its name, such as E3, or its key. */
  find(name: string): Promise<Escalation | undefined>;
  act(name: string, word: PersonsWord): Promise<Acted>;
  /** Those that nobody has settled, oldest first. */
  open(): Promise<readonly Escalation[]>;
  /** The ladder as one of them sees it now, for who is next and when. */
  ladderOf(escalation: Escalation): Promise<OpenedLadder>;
}
