import type { FormOpener } from "../forms/form.ts";
import type { Form, Incoming, IncomingChoice } from "../../chat/messages.ts";
import { planningDeliveries } from "../../sprint/run-planning.ts";
import { parseSprintPrompt } from "../../sprint/render-meetings.ts";
import { readSprint, sprintChange } from "../../sprint/sprint-plan.ts";
import { prefillOf } from "../../standups/ask-person.ts";
import { currentSession, teamsOfPerson } from "../../standups/find-session.ts";
import { readBook } from "../../standups/meeting-book.ts";
import { nameOfPerson } from "../../standups/meetings-deps.ts";
import { toPost } from "../../standups/post-standup.ts";
import { changedSession, recordPass } from "../../standups/record-answer.ts";
import { blockersOf, parseStandupPrompt } from "../../standups/render-standup.ts";
import { standupForm } from "../../standups/standup-form.ts";
import { readSession } from "../../standups/standup-session.ts";
import type { SessionName } from "../../standups/standup-session.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import type { Meetings } from "./meetings.ts";
import { sayPrivately } from "./say-privately.ts";
import type { Said } from "./say-privately.ts";
import { answerable, takeAnswer } from "./take-standup-form.ts";

type PressTurn = Turn<IncomingChoice>;

const ESCALATE = "escalate/";

function personOf({ platform, from }: Incoming, meetings: Meetings): string {
  return meetings.personOf({ platform, userId: from.id });
}

/** A blocker of the post becomes an escalation, and the post says so. */
async function escalate(name: SessionName, key: string, meetings: Meetings): Promise<Said> {
  const stored = await readSession(name, meetings.store);
  const team = meetings.teams.find(({ id }) => id === name.team);
  if (team === undefined) return { text: "That team is gone from the configuration." };
  const blocker = blockersOf(toPost(stored.session, team, meetings)).find((each) => each.key === key);
  if (blocker === undefined) return { text: "That is escalated already, or no longer said." };
  const { taskId, problem, sinceMs } = blocker;
  const { askedOf } = await meetings.raise({
    key: `standup.${name.team}.${name.date}.${key}`,
    ...(taskId === undefined ? {} : { taskId }),
    problem,
    openForMs: Math.max(0, meetings.clock.now() - sinceMs),
  });
  const { session } = stored;
  const next = { ...session, escalated: [...session.escalated, key] };
  const whom = askedOf.map((who) => nameOfPerson(meetings, who)).join(", ");
  const text = `Escalated: ${problem}.${whom === "" ? "" : ` Asked: ${whom}.`}`;
  return { text, ...(await changedSession(next, { team, stored: stored.stored }, meetings)) };
}

async function decide(turn: PressTurn, name: SessionName, meetings: Meetings): Promise<Said> {
  const { value } = turn.incoming;
  if (value.startsWith(ESCALATE)) return escalate(name, value.slice(ESCALATE.length), meetings);
  const person = personOf(turn.incoming, meetings);
  const found = await answerable(name, person, meetings);
  if (typeof found === "string") return { text: found };
  if (value === "pass") {
    const text = "Noted: nothing from you today. Should something come up, write it here.";
    return { text, ...(await recordPass(person, found, meetings)) };
  }
  if (value === "as_is") {
    const { book } = await readBook(name.team, meetings.clock.now(), meetings.store);
    const fields = await prefillOf(person, name.team, book, meetings);
    const at = new Date(meetings.clock.now()).toISOString();
    return takeAnswer(person, { fields, at }, found, meetings);
  }
  const names = meetings.cadence().standup.fields.map(({ id }) => id);
  return {
    text: `Write to me: \`/standup edit ${names.map((id) => `${id}: …`).join("; ")}\`. What you leave out stays out.`,
  };
}

/** Somebody pressed a choice of a standup; false when the choice is another one. */
export async function takeStandupPress(turn: PressTurn, deps: ConversationDeps): Promise<boolean> {
  const { meetings } = deps;
  const name = parseStandupPrompt(turn.incoming.prompt);
  if (name === undefined || meetings === undefined) return false;
  await sayPrivately(turn, async () => decide(turn, name, meetings), deps);
  return true;
}

async function agree(turn: PressTurn, meetings: Meetings): Promise<Said> {
  const name = parseSprintPrompt(turn.incoming.prompt);
  const found = name === undefined ? undefined : await readSprint(name, meetings.store);
  const team = meetings.teams.find(({ id }) => id === name?.team);
  if (found === undefined || team === undefined) return { text: "I no longer have that plan." };
  if (found.plan.agreed !== undefined)
    return { text: `The plan is agreed to already, by ${found.plan.agreed.by}.` };
  const person = personOf(turn.incoming, meetings);
  if (team.members.length > 0 && !team.members.includes(person))
    return { text: `Only members of **${team.name}** can agree to its plan.` };
  const by = nameOfPerson(meetings, person);
  const plan = { ...found.plan, agreed: { by, at: new Date(meetings.clock.now()).toISOString() } };
  const facts = { teamName: team.name, because: "as proposed", blocked: 0 };
  const data = { team: plan.team, week: plan.week, by: person, goals: plan.goals.length };
  return {
    text: `Agreed: ${plan.goals.length} goals for the week. The weekly report counts them.`,
    documents: [sprintChange(plan, found.stored)],
    deliveries: planningDeliveries(plan, facts, meetings),
    events: [{ type: "sprint.planned", data }],
  };
}

/** Somebody agreed to the plan of a week; false when the choice is another one. */
export async function takeSprintPress(turn: PressTurn, deps: ConversationDeps): Promise<boolean> {
  const { meetings } = deps;
  if (meetings === undefined || parseSprintPrompt(turn.incoming.prompt) === undefined) return false;
  await sayPrivately(turn, async () => agree(turn, meetings), deps);
  return true;
}

/** The session that `/standup edit` or a press on "Answer" is about. */
async function sessionMeant(
  incoming: Incoming,
  person: string,
  meetings: Meetings,
): Promise<SessionName | undefined> {
  if (incoming.kind === "choice")
    return incoming.value === "answer" ? parseStandupPrompt(incoming.prompt) : undefined;
  if (incoming.kind !== "command" || incoming.name.toLowerCase() !== "standup") return undefined;
  const [verb = "", named, ...rest] = incoming.args.trim().split(/\s+/u);
  if (verb.toLowerCase() !== "edit" || rest.length > 0) return undefined;
  const teams = teamsOfPerson(person, meetings);
  const team = named === undefined ? teams[0] : teams.find(({ id }) => id === named);
  if (team === undefined || (named === undefined && teams.length > 1)) return undefined;
  return (await currentSession(team, person, meetings))?.session;
}

/**
 * The form that a command or a press opens, filled in with what was said so far, else with what is known; undefined
 * when it opens none of these. Reads only.
 */
export async function standupFormFor(
  incoming: Incoming,
  meetings: Meetings | undefined,
): Promise<Form | undefined> {
  if (meetings === undefined) return undefined;
  const person = personOf(incoming, meetings);
  const name = await sessionMeant(incoming, person, meetings);
  if (name === undefined) return undefined;
  const found = await answerable(name, person, meetings);
  if (typeof found === "string") return undefined;
  const said = found.session.answers[person]?.fields;
  const { book } = await readBook(name.team, meetings.clock.now(), meetings.store);
  const filled = said ?? (await prefillOf(person, name.team, book, meetings));
  return standupForm(name, meetings.cadence().standup.fields, filled);
}

export const standupOpener: FormOpener = {
  opens: (incoming) =>
    incoming.kind === "choice"
      ? incoming.value === "answer" && parseStandupPrompt(incoming.prompt) !== undefined
      : incoming.kind === "command" && incoming.name.toLowerCase() === "standup",
  form: async (incoming, { meetings }) => standupFormFor(incoming, meetings),
};
