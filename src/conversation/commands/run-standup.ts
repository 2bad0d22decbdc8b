import { formatDate } from "../../calendar/dates.ts";
import { currentSession, teamsOfPerson } from "../../standups/find-session.ts";
import type { FoundSession } from "../../standups/find-session.ts";
import { bookChange, readBook } from "../../standups/meeting-book.ts";
import type { MeetingTeam } from "../../standups/meeting-team.ts";
import { postStandup, standupDeliveries, toPost } from "../../standups/post-standup.ts";
import { recordPass } from "../../standups/record-answer.ts";
import { readTeamWork } from "../../standups/read-team-work.ts";
import { readAnswer } from "../../standups/read-answer.ts";
import { sessionChange } from "../../standups/standup-session.ts";
import type { Meetings } from "../standup/meetings.ts";
import type { Said } from "../standup/say-privately.ts";
import { takeAnswer } from "../standup/take-standup-form.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { refused, personal, type ChatCommand, type CommandCall, type CommandAnswer } from "./command.ts";

const USAGE = "`/standup now`, `/standup skip` or `/standup edit progress: …; blockers: …`";
const TRIES = 5;

/** The team that is meant and what follows its name; a sentence for people when it is not clear. */
function teamMeant(
  person: string,
  args: string,
  meetings: Meetings,
): { readonly team: MeetingTeam; readonly rest: string } | string {
  const own = teamsOfPerson(person, meetings);
  const [, first = "", after = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(args.trim()) ?? [];
  const named = meetings.teams.find(({ id }) => id === first.toLowerCase());
  if (named !== undefined) {
    if (named.standup === undefined) return `**${named.name}** has no standup.`;
    return own.includes(named)
      ? { team: named, rest: after.trim() }
      : `You are no member of **${named.name}**. \`teams.*.members\` in the configuration says who is.`;
  }
  const [only] = own;
  if (only === undefined)
    return "You belong to no team with a standup. Whoever runs Switchyard can add you under `teams.*.members`.";
  if (own.length === 1) return { team: only, rest: args.trim() };
  return `Which team? Put its name after the verb: ${own.map(({ id }) => `\`${id}\``).join(", ")}.`;
}

async function postNow({ team, session, stored }: FoundSession, meetings: Meetings): Promise<Said> {
  const { book, stored: storedBook } = await readBook(team.id, meetings.clock.now(), meetings.store);
  const date = formatDate(session.date);
  if (session.state === "posted") {
    const since = { cursor: book.cursor, sinceMs: book.sinceMs };
    const { work } = await readTeamWork(team.id, since, meetings);
    // What was done before the post is no news for the log's cursor, but the post keeps it.
    const done = [...(session.work?.done ?? []), ...work.done];
    const distinct = done.filter(({ taskId }, at) => done.findIndex((each) => each.taskId === taskId) === at);
    const next = { ...session, work: { ...work, done: distinct } };
    return {
      text: `The standup of ${date} is posted already; it now shows how things stand.`,
      documents: [sessionChange(next, stored)],
      deliveries: await standupDeliveries(toPost(next, team, meetings), meetings),
    };
  }
  const posted = await postStandup({ session, stored }, { team, book }, meetings);
  const text = posted.isEmpty
    ? `There is nothing to say in the standup of ${date}: no work and no answers. It is posted when somebody answers.`
    : `The standup of ${date} is posted. Answers that come later are added to it.`;
  const { documents, deliveries, events } = posted;
  return { text, documents: [...documents, bookChange(posted.book, storedBook)], deliveries, events };
}

async function edit(person: string, rest: string, found: FoundSession, meetings: Meetings): Promise<Said> {
  const { fields } = meetings.cadence().standup;
  if (rest === "") {
    const said = found.session.answers[person]?.fields ?? {};
    const lines = Object.entries(said).map(([id, text]) => `- ${id}: ${text}`);
    const have = lines.length === 0 ? "You have said nothing yet." : `You have said:\n${lines.join("\n")}`;
    return {
      text: `${have}\nWrite ${fields.map(({ id }) => `\`${id}: …\``).join("; ")} after \`/standup edit\`.`,
    };
  }
  const at = new Date(meetings.clock.now()).toISOString();
  const said = readAnswer(rest, fields);
  const before = found.session.answers[person];
  return takeAnswer(person, { ...before, fields: { ...before?.fields, ...said }, at }, found, meetings);
}

async function decide(
  verb: string,
  { args, person }: { readonly args: string; readonly person: string },
  meetings: Meetings,
): Promise<Said> {
  const meant = teamMeant(person, args, meetings);
  if (typeof meant === "string") return { text: meant };
  const found = await currentSession(meant.team, person, meetings);
  if (found === undefined)
    return { text: `**${meant.team.name}** has had no standup these days, and has none today.` };
  switch (verb) {
    case "now":
      return postNow(found, meetings);
    case "skip":
      return {
        text: `Noted: nothing from you in the standup of ${formatDate(found.session.date)}, and no reminder.`,
        ...(await recordPass(person, found, meetings)),
      };
    default:
      return edit(person, meant.rest, found, meetings);
  }
}

/** The post itself is there for everybody; what is said about it concerns whoever asked. */
async function run(
  { args, incoming }: CommandCall,
  { store, meetings }: ConversationDeps,
): Promise<CommandAnswer> {
  if (meetings === undefined)
    return refused(
      "There are no standups here. Whoever runs Switchyard can add one under `teams.*.standup`.",
    );
  const [, verb = "", rest = ""] = /^(now|skip|edit)\b\s*([\s\S]*)$/iu.exec(args) ?? [];
  if (verb === "") return refused(`What about the standup? ${USAGE}.`);
  const person = meetings.personOf({ platform: incoming.platform, userId: incoming.from.id });
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { text, ...changes } = await decide(verb.toLowerCase(), { args: rest, person }, meetings);
    if ((await store.commit(changes)) === "committed") return personal(text);
  }
  return refused("Others were quicker again and again. Please try it once more.");
}

export const standupCommand: ChatCommand = {
  name: "standup",
  usage: "/standup now | skip | edit",
  summary: "posts your team's standup at once, leaves you out today, or changes what you said",
  isSlashOnly: true,
  run,
};
