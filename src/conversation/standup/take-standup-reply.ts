import { threadKey } from "../../chat/message-key.ts";
import type { IncomingEdit, IncomingMessage } from "../../chat/messages.ts";
import { currentSession, teamsOfPerson } from "../../standups/find-session.ts";
import type { FoundSession } from "../../standups/find-session.ts";
import { isLabelled, readAnswer } from "../../standups/read-answer.ts";
import type { StandupAnswer } from "../../standups/standup-session.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import type { Meetings } from "./meetings.ts";
import { sayPrivately } from "./say-privately.ts";
import { takeAnswer } from "./take-standup-form.ts";

const HOUR_MS = 3_600_000;
/** So long after the question, whatever somebody writes to the bot alone is taken for the answer. */
const ANSWERS_WITHIN_MS = 4 * HOUR_MS;

/** Sessions that somebody was asked about, the newest question first. */
async function askedSessions(person: string, meetings: Meetings): Promise<FoundSession[]> {
  const found = await Promise.all(
    teamsOfPerson(person, meetings).map(async (team) => currentSession(team, person, meetings)),
  );
  const asked = found.filter((each) => each?.session.asked[person] !== undefined);
  return asked
    .filter((each) => each !== undefined)
    .toSorted((a, b) => (b.session.asked[person] ?? "").localeCompare(a.session.asked[person] ?? ""));
}

function isSameThread({ thread, message }: StandupAnswer, incoming: IncomingMessage): boolean {
  return incoming.thread !== undefined && [thread, message].includes(incoming.thread);
}

/** Whether a text without a thread says something for a standup, rather than asking the bot for something. */
async function soundsLikeAnswer(incoming: IncomingMessage, deps: ConversationDeps): Promise<boolean> {
  if (incoming.text.trim().endsWith("?")) return false;
  const { frontDoor } = await deps.router.route(incoming.text);
  return frontDoor === "work" || frontDoor === "follow_up";
}

async function sessionFor(
  { incoming }: Turn<IncomingMessage>,
  person: string,
  deps: ConversationDeps & { readonly meetings: Meetings },
): Promise<FoundSession | undefined> {
  const { meetings } = deps;
  const sessions = await askedSessions(person, meetings);
  const corrected = sessions.find(({ session }) => {
    const answer = session.answers[person];
    return answer !== undefined && isSameThread(answer, incoming);
  });
  if (corrected !== undefined) return corrected;
  const [open] = sessions.filter(({ session }) => session.answers[person] === undefined);
  if (open === undefined) return undefined;
  if (isLabelled(incoming.text, meetings.cadence().standup.fields)) return open;
  if (incoming.thread !== undefined)
    return (await deps.store.tasks.ofThread(threadKey(incoming))) === undefined ? open : undefined;
  const age = meetings.clock.now() - Date.parse(open.session.asked[person] ?? "");
  return age <= ANSWERS_WITHIN_MS && (await soundsLikeAnswer(incoming, deps)) ? open : undefined;
}

/** Somebody answers the question before a standup in their own words; false when the text is something else. */
export async function takeStandupReply(
  turn: Turn<IncomingMessage>,
  deps: ConversationDeps,
): Promise<boolean> {
  const { meetings } = deps;
  const { incoming } = turn;
  if (meetings === undefined || incoming.isDirect !== true || incoming.isRequest === true) return false;
  if (incoming.text.trim() === "" || incoming.text.trim().startsWith("/")) return false;
  const person = meetings.personOf({ platform: incoming.platform, userId: incoming.from.id });
  const named = await sessionFor(turn, person, { ...deps, meetings });
  if (named === undefined) return false;
  await sayPrivately(
    turn,
    async () => {
      // Read again at each try: somebody else may have changed it.
      const found = (await currentSession(named.team, person, meetings)) ?? named;
      const answer: StandupAnswer = {
        fields: readAnswer(incoming.text, meetings.cadence().standup.fields),
        at: new Date(meetings.clock.now()).toISOString(),
        message: incoming.id,
        ...(incoming.thread === undefined ? {} : { thread: incoming.thread }),
      };
      return takeAnswer(person, answer, found, meetings);
    },
    deps,
  );
  return true;
}

/** Somebody edits the message that was their answer; false when it was another one. */
export async function takeStandupEdit(turn: Turn<IncomingEdit>, deps: ConversationDeps): Promise<boolean> {
  const { meetings } = deps;
  const { incoming } = turn;
  if (meetings === undefined) return false;
  const person = meetings.personOf({ platform: incoming.platform, userId: incoming.from.id });
  const isMeant = ({ session }: FoundSession) => session.answers[person]?.message === incoming.target;
  const [named] = (await askedSessions(person, meetings)).filter(isMeant);
  if (named === undefined) return false;
  await sayPrivately(
    turn,
    async () => {
      const found = (await currentSession(named.team, person, meetings)) ?? named;
      const before = found.session.answers[person];
      const fields = readAnswer(incoming.text, meetings.cadence().standup.fields);
      const at = new Date(meetings.clock.now()).toISOString();
      return takeAnswer(person, { ...before, fields, at }, found, meetings);
    },
    deps,
  );
  return true;
}
