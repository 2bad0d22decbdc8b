import type { IncomingForm } from "../../chat/messages.ts";
import { formatDate } from "../../calendar/dates.ts";
import { currentSession, teamsOfPerson } from "../../standups/find-session.ts";
import type { FoundSession } from "../../standups/find-session.ts";
import type { MeetingsDeps } from "../../standups/meetings-deps.ts";
import { recordAnswer, recordPass } from "../../standups/record-answer.ts";
import { parseStandupFormId, readForm, STANDUP_FORM } from "../../standups/standup-form.ts";
import { readSession } from "../../standups/standup-session.ts";
import type { SessionName, StandupAnswer } from "../../standups/standup-session.ts";
import type { Turn } from "../conversation-deps.ts";
import type { FormHandler } from "../forms/form.ts";
import { sayPrivately } from "./say-privately.ts";
import type { Said } from "./say-privately.ts";

const NO_MEETINGS =
  "There are no standups here. Whoever runs Switchyard can add one under `teams.*.standup`.";

/**
 * A session that somebody may still say something for: the one that is named, as long as no later one has taken its
 * place. A sentence for people when there is none.
 */
export async function answerable(
  { team: teamId, date }: SessionName,
  person: string,
  deps: MeetingsDeps,
): Promise<FoundSession | string> {
  const team = teamsOfPerson(person, deps).find(({ id }) => id === teamId);
  if (team === undefined) return "Only members of the team can say something for its standup.";
  const current = await currentSession(team, person, deps);
  if (current !== undefined && current.session.date > date) {
    const { session } = await readSession({ team: teamId, date }, deps.store);
    const wasAsked = session.state === "posted" || session.asked[person] !== undefined;
    const now = `That standup is over; the one of ${formatDate(current.session.date)} is open.`;
    return `${wasAsked ? now : "There is no such standup."} \`/standup edit\` changes yours.`;
  }
  return { team, ...(await readSession({ team: teamId, date }, deps.store)) };
}

/** What is told to whoever has answered. */
export function confirmed({ session, team }: FoundSession, isThere: boolean): string {
  const when = session.state === "posted" ? "The post shows it" : "It goes out with the standup";
  const first = isThere ? "Changed" : "Thanks";
  return `${first}: your standup for **${team.name}**, ${formatDate(session.date)}. ${when}; \`/standup edit\` changes it.`;
}

export async function takeAnswer(
  person: string,
  answer: StandupAnswer,
  found: FoundSession,
  deps: MeetingsDeps,
): Promise<Said> {
  const isThere = found.session.answers[person] !== undefined;
  if (Object.keys(answer.fields).length === 0) {
    const text = "Nothing was filled in, so you are noted as having nothing to add today.";
    return { text, ...(await recordPass(person, found, deps)) };
  }
  return { text: confirmed(found, isThere), ...(await recordAnswer(person, answer, found, deps)) };
}

async function decide({ incoming }: Turn<IncomingForm>, meetings: MeetingsDeps): Promise<Said> {
  const name = parseStandupFormId(incoming.form);
  if (name === undefined) return { text: "That form is none of mine. `/standup edit` opens the right one." };
  const person = meetings.personOf({ platform: incoming.platform, userId: incoming.from.id });
  const found = await answerable(name, person, meetings);
  if (typeof found === "string") return { text: found };
  const fields = readForm(incoming.values, meetings.cadence().standup.fields);
  const before = found.session.answers[person];
  const place = {
    ...(before?.thread === undefined ? {} : { thread: before.thread }),
    ...(before?.message === undefined ? {} : { message: before.message }),
  };
  const answer = { fields, at: new Date(meetings.clock.now()).toISOString(), ...place };
  return takeAnswer(person, answer, found, meetings);
}

/** The form of a standup. */
export const standupFormHandler: FormHandler = {
  prefix: STANDUP_FORM,
  async take(turn, deps) {
    const { meetings } = deps;
    await sayPrivately(
      turn,
      async () => (meetings === undefined ? { text: NO_MEETINGS } : decide(turn, meetings)),
      deps,
    );
  },
};
