import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";
import type { Rotation } from "../config/escalation-config.ts";

const DAY_MS = 86_400_000;

function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

/** Who of a rotation is on call at a moment; hands over at its time of the day, where the team is. */
export function onCallAt(rotation: Rotation, nowMs: number, clock: WorkClock): string | undefined {
  const { people, startsOn, handoverAt, everyDays, team } = rotation;
  const target: CalendarTarget = team === undefined ? { kind: "organisation" } : { kind: "team", id: team };
  const today = clock.localDate(nowMs, target);
  const isBefore = nowMs < clock.atLocal(today, handoverAt, target);
  const turns = Math.floor((dayNumber(today) - (isBefore ? 1 : 0) - dayNumber(startsOn)) / everyDays);
  return people[((turns % people.length) + people.length) % people.length];
}
