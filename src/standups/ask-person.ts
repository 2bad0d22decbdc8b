import { threadKey } from "../chat/message-key.ts";
import type { OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes } from "../store/store.ts";
import type { MeetingTeam } from "./meeting-team.ts";
import type { MeetingBook } from "./meeting-book.ts";
import { nameOfPerson } from "./meetings-deps.ts";
import type { MeetingsDeps } from "./meetings-deps.ts";
import type { Occasion } from "./occasion.ts";
import { prefillFor } from "./prefill.ts";
import { readHistories } from "./read-team-work.ts";
import { standupPrompt } from "./render-standup.ts";
import { readSession, sessionChange } from "./standup-session.ts";
import type { StandupSession } from "./standup-session.ts";

/** What somebody could say today, by the field. */
export async function prefillOf(
  person: string,
  team: string,
  book: Pick<MeetingBook, "cursor" | "sinceMs">,
  deps: MeetingsDeps,
): Promise<Record<string, string>> {
  const { histories } = await readHistories(team, book.cursor, deps);
  const agents = deps.people.find(({ id }) => id === person)?.agents ?? [];
  return prefillFor({ id: person, agents }, histories, {
    sinceMs: book.sinceMs,
    nameOf: (who) => nameOfPerson(deps, who),
  });
}

function question(
  session: StandupSession,
  team: MeetingTeam,
  filled: Readonly<Record<string, string>>,
  deps: MeetingsDeps,
): OutgoingMessage {
  const known = Object.entries(filled).map(([id, text]) => `- ${id}: ${text.replaceAll("\n", "; ")}`);
  const fields = deps.cadence().standup.fields.map(({ title }) => `- ${title}`);
  const text = [
    `Good morning. What about your standup for **${team.name}**?`,
    ...(known.length === 0 ? fields : ["This is what I know of:", ...known]),
    "Reply here in your own words, or use the form. Lines such as `Blockers: …` go where they say.",
  ].join("\n");
  const options = [
    { value: "answer", label: "Answer", style: "primary" as const },
    ...(known.length === 0 ? [] : [{ value: "as_is", label: "Send it as it is" }]),
    { value: "pass", label: "Nothing today" },
  ];
  return { text, choices: { prompt: standupPrompt(session), options } };
}

function toEach(name: string, person: string, message: OutgoingMessage, deps: MeetingsDeps): NewDelivery[] {
  return deps.places
    .direct(person)
    .map((to) => ({ id: `${name}.${threadKey(to)}`, content: { kind: "post", to, message } }));
}

type Parts = Pick<Changes, "documents" | "deliveries" | "events">;

/** Whether there is nothing to ask: they have answered, or do not want to. */
function isSettled({ answers, passed, state }: StandupSession, person: string): boolean {
  return state === "skipped" || answers[person] !== undefined || passed.includes(person);
}

/** Asks one person in direct messages; who has answered already is not asked. */
export async function askPerson(
  { date, person = "" }: Occasion,
  { team, book }: { readonly team: MeetingTeam; readonly book: MeetingBook },
  deps: MeetingsDeps,
): Promise<Parts> {
  const { session, stored } = await readSession({ team: team.id, date }, deps.store);
  if (isSettled(session, person) || session.asked[person] !== undefined) return {};
  const filled = await prefillOf(person, team.id, book, deps);
  const name = `standup.${team.id}.${date}.ask`;
  const deliveries = toEach(name, person, question(session, team, filled, deps), deps);
  if (deliveries.length === 0) return {};
  const at = new Date(deps.clock.now()).toISOString();
  const asked: StandupSession = { ...session, asked: { ...session.asked, [person]: at } };
  return { deliveries, documents: [sessionChange(asked, stored)] };
}

/** Reminds somebody who was asked and has not answered. */
export async function remindPerson(
  { date, person = "", key }: Occasion,
  { team }: { readonly team: MeetingTeam },
  deps: MeetingsDeps,
): Promise<Parts> {
  const { session } = await readSession({ team: team.id, date }, deps.store);
  if (isSettled(session, person) || session.asked[person] === undefined) return {};
  const when = session.state === "posted" ? "It is posted; yours is added when it comes." : "";
  const text = `Your standup for **${team.name}** is still open. ${when} A line is enough.`.replace(
    "  ",
    " ",
  );
  const options = [
    { value: "answer", label: "Answer", style: "primary" as const },
    { value: "pass", label: "Nothing today" },
  ];
  const message = { text, choices: { prompt: standupPrompt(session), options } };
  const nth = key.split(":").at(-1) ?? "1";
  return { deliveries: toEach(`standup.${team.id}.${date}.remind${nth}`, person, message, deps) };
}
