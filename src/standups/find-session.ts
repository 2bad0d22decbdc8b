import { addDays } from "../calendar/local-time.ts";
import type { MeetingTeam } from "./meeting-team.ts";
import { isStandupDay } from "./list-occasions.ts";
import type { MeetingsDeps } from "./meetings-deps.ts";
import { readSession } from "./standup-session.ts";
import type { StoredSession } from "./standup-session.ts";

/** How many days back a standup can still be answered. */
const DAYS_BACK = 3;

export interface FoundSession extends StoredSession {
  readonly team: MeetingTeam;
}

/** Teams with a standup that somebody belongs to. */
export function teamsOfPerson(person: string, { teams }: Pick<MeetingsDeps, "teams">): MeetingTeam[] {
  return teams.filter(({ standup, members }) => standup !== undefined && members.includes(person));
}

/**
 * The standup that somebody can say something for now: that of their own day, else the last one, which stays open
 * until the next. Undefined where there was none lately.
 */
export async function currentSession(
  team: MeetingTeam,
  person: string,
  deps: MeetingsDeps,
): Promise<FoundSession | undefined> {
  const workClock = await deps.workClock();
  const today = workClock.localDate(deps.clock.now(), { kind: "person", id: person });
  const { standup } = team;
  if (standup === undefined) return undefined;
  const target = { kind: "team", id: team.id } as const;
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const date = addDays(today, -back);
    if (isStandupDay(date, standup, target, workClock))
      return { team, ...(await readSession({ team: team.id, date }, deps.store)) };
  }
  return undefined;
}
