import { channelKey } from "../chat/message-key.ts";
import type { MentionTarget } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes } from "../store/store.ts";
import type { MeetingBook } from "./meeting-book.ts";
import type { MeetingTeam } from "./meeting-team.ts";
import { nameOfPerson } from "./meetings-deps.ts";
import type { MeetingsDeps } from "./meetings-deps.ts";
import { readTeamWork } from "./read-team-work.ts";
import { isEmptyPost, renderStandup } from "./render-standup.ts";
import type { StandupPost } from "./render-standup.ts";
import { sessionChange } from "./standup-session.ts";
import type { StandupSession, StoredSession } from "./standup-session.ts";
import { NO_WORK } from "./team-work.ts";

export interface PreparedStandup {
  readonly post: StandupPost;
  /** The last event that it tells of. */
  readonly cursor: string;
}

export function toPost(session: StandupSession, team: MeetingTeam, deps: MeetingsDeps): StandupPost {
  return {
    session,
    work: session.work ?? NO_WORK,
    teamName: team.name,
    fields: deps.cadence().standup.fields,
    members: team.members,
    nameOf: (who) => nameOfPerson(deps, who),
    nowMs: deps.clock.now(),
  };
}

async function awayOn(date: string, { members }: MeetingTeam, deps: MeetingsDeps): Promise<string[]> {
  const workClock = await deps.workClock();
  return members.filter((id) => workClock.workingDay(date, { kind: "person", id }) === undefined);
}

/** The standup as it would be posted now; writes nothing. */
export async function prepareStandup(
  { session }: StoredSession,
  { team, book }: { readonly team: MeetingTeam; readonly book: MeetingBook },
  deps: MeetingsDeps,
): Promise<PreparedStandup> {
  const { work, cursor } = await readTeamWork(team.id, book, deps);
  const away = await awayOn(session.date, team, deps);
  const posted: StandupSession = { ...session, state: "posted", work, away };
  return { post: toPost(posted, team, deps), cursor };
}

/** Rings for those whom somebody waits on, as far as they want to be mentioned. */
async function mentionsFor(
  { work }: StandupPost,
  platform: string,
  deps: MeetingsDeps,
): Promise<MentionTarget[]> {
  const waited = new Set(work.blocked.flatMap(({ waitsOn }) => waitsOn));
  const known = deps.people.filter(({ id }) => waited.has(id));
  const targets = await Promise.all(
    known.map(async ({ id, accounts }): Promise<MentionTarget[]> => {
      const account = accounts[platform];
      if (account === undefined || !(await deps.wishesOf(id)).mentions) return [];
      return [{ kind: "person", id: account }];
    }),
  );
  return targets.flat();
}

/** One message in each channel for standups of the team, the same one however often it changes. */
export async function standupDeliveries(post: StandupPost, deps: MeetingsDeps): Promise<NewDelivery[]> {
  if (isEmptyPost(post)) return [];
  const { team, date } = post.session;
  const places = deps.places.for("standup", team);
  return Promise.all(
    places.map(async (to): Promise<NewDelivery> => {
      const mentions = await mentionsFor(post, to.platform, deps);
      const message = renderStandup({ ...post, mentions });
      return { id: `standup.${team}.${date}.${channelKey(to)}`, content: { kind: "live", to, message } };
    }),
  );
}

export interface PostedStandup extends Required<Pick<Changes, "documents" | "deliveries" | "events">> {
  /** The book with what the next standup begins with. */
  readonly book: MeetingBook;
  readonly isEmpty: boolean;
}

/** What belongs into the write that posts a standup. Nothing to say is nothing posted, until somebody answers. */
export async function postStandup(
  stored: StoredSession,
  { team, book }: { readonly team: MeetingTeam; readonly book: MeetingBook },
  deps: MeetingsDeps,
): Promise<PostedStandup> {
  const { post, cursor } = await prepareStandup(stored, { team, book }, deps);
  const isEmpty = isEmptyPost(post);
  const { date, answers } = post.session;
  const data = { team: team.id, date, answers: Object.keys(answers).length, isEmpty };
  return {
    documents: [sessionChange(post.session, stored.stored)],
    deliveries: await standupDeliveries(post, deps),
    events: [{ type: "standup.posted", data }],
    book: { ...book, cursor, sinceMs: deps.clock.now() },
    isEmpty,
  };
}
