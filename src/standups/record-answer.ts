import type { Changes } from "../store/store.ts";
import type { FoundSession } from "./find-session.ts";
import type { MeetingsDeps } from "./meetings-deps.ts";
import { standupDeliveries, toPost } from "./post-standup.ts";
import { sessionChange } from "./standup-session.ts";
import type { StandupAnswer, StandupSession } from "./standup-session.ts";

type Parts = Required<Pick<Changes, "documents" | "deliveries" | "events">>;

/** A session after somebody changed it: what is posted already follows. */
export async function changedSession(
  session: StandupSession,
  { team, stored }: Pick<FoundSession, "team" | "stored">,
  deps: MeetingsDeps,
): Promise<Pick<Parts, "documents" | "deliveries">> {
  const posts = session.state === "posted" ? await standupDeliveries(toPost(session, team, deps), deps) : [];
  return { documents: [sessionChange(session, stored)], deliveries: posts };
}

/** What belongs into the write that takes somebody's answer; a second one replaces the first. */
export async function recordAnswer(
  person: string,
  answer: StandupAnswer,
  found: FoundSession,
  deps: MeetingsDeps,
): Promise<Parts> {
  const { session } = found;
  const next: StandupSession = {
    ...session,
    answers: { ...session.answers, [person]: answer },
    passed: session.passed.filter((id) => id !== person),
  };
  const isLate = session.state === "posted";
  const data = { team: session.team, date: session.date, person, isLate };
  return { ...(await changedSession(next, found, deps)), events: [{ type: "standup.answered", data }] };
}

/** Somebody has nothing to say that day. */
export async function recordPass(
  person: string,
  found: FoundSession,
  deps: MeetingsDeps,
): Promise<Pick<Parts, "documents" | "deliveries">> {
  const { [person]: _, ...answers } = found.session.answers;
  const passed = [...new Set([...found.session.passed, person])];
  return changedSession({ ...found.session, answers, passed }, found, deps);
}
