import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { TeamWork } from "./team-work.ts";

const KIND = "standups";

/** What somebody said, by the id of the field. */
export const StandupAnswer = z.object({
  fields: z.record(z.string(), z.string()),
  at: z.iso.datetime(),
  /** The thread in which they said it, where more from them is a correction. */
  thread: z.string().optional(),
  /** Their own message, so that an edit of it corrects the answer. */
  message: z.string().optional(),
});
export type StandupAnswer = z.infer<typeof StandupAnswer>;

/** The standup of a team on one date. */
export const StandupSession = z.object({
  team: z.string(),
  date: z.iso.date(),
  /** Posted: answers from then on change the post. Skipped: the team does without. */
  state: z.enum(["open", "posted", "skipped"]),
  /** When people were asked, by person. */
  asked: z.record(z.string(), z.iso.datetime()),
  answers: z.record(z.string(), StandupAnswer),
  /** People who have nothing to say that day. */
  passed: z.array(z.string()),
  /** People who were off. */
  away: z.array(z.string()),
  /** The agents' half as it was posted. */
  work: TeamWork.optional(),
  /** Keys of blockers that were escalated from the post. */
  escalated: z.array(z.string()),
});
export type StandupSession = z.infer<typeof StandupSession>;

/** A session with the text it was read from, which a change expects; `null`: it is new. */
export interface StoredSession {
  readonly session: StandupSession;
  readonly stored: string | null;
}

export interface SessionName {
  readonly team: string;
  readonly date: string;
}

function idOf({ team, date }: SessionName): string {
  return `${team}:${date}`;
}

export async function readSession(
  name: SessionName,
  { documents }: Pick<Store, "documents">,
): Promise<StoredSession> {
  const stored = await documents.get(KIND, idOf(name));
  if (stored !== undefined)
    return { session: parseStored(StandupSession, stored, `docs:${KIND} ${idOf(name)}`), stored };
  const { team, date } = name;
  const session: StandupSession = {
    team,
    date,
    state: "open",
    asked: {},
    answers: {},
    passed: [],
    away: [],
    escalated: [],
  };
  return { session, stored: null };
}

/** Sessions of a team, the newest first. */
export async function listSessions(
  team: string,
  { documents }: Pick<Store, "documents">,
): Promise<StoredSession[]> {
  const all = await documents.list(KIND);
  return [...all]
    .filter(([id]) => id.startsWith(`${team}:`))
    .map(([id, stored]) => ({ session: parseStored(StandupSession, stored, `docs:${KIND} ${id}`), stored }))
    .toReversed();
}

/** Written only when nobody has changed it since. */
export function sessionChange(session: StandupSession, stored: string | null): DocumentChange {
  return { kind: KIND, id: idOf(session), value: JSON.stringify(session), expected: stored };
}

export function noSessionChange({ session, stored }: StoredSession): DocumentChange {
  return { kind: KIND, id: idOf(session), value: null, expected: stored };
}
