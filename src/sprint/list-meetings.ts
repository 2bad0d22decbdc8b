import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";
import { dateInWeek } from "../calendar/dates.ts";
import { addDays } from "../calendar/local-time.ts";
import { Weekday } from "../config/calendar-config.ts";
import type { SprintConfig } from "../config/meetings-config.ts";
import type { CadenceRules } from "../orchestration/rules/cadence-rules.ts";
import type { MeetingTeam } from "../standups/meeting-team.ts";
import type { Occasion } from "../standups/occasion.ts";

const MINUTE_MS = 60_000;

/** Where a meeting goes when its day is off: planning later, the others earlier, and then the other way. */
type Leaning = "later" | "earlier";

interface Meeting {
  readonly kind: "planning" | "review" | "retrospective" | "report";
  readonly title: string;
  readonly day: Weekday;
  readonly at: string;
  readonly leaning: Leaning;
}

interface Place {
  readonly day: Weekday;
  readonly at: string;
}

function placeIn(cadence: CadenceRules, id: string, fallback: Place): Place {
  const rule = cadence.week.find((meeting) => meeting.id === id);
  if (rule === undefined || rule.day === "every_day") return fallback;
  return { day: Weekday.parse(rule.day.slice(0, 3)), at: rule.at ?? fallback.at };
}

function planningOf(sprint: SprintConfig, cadence: CadenceRules): Place {
  return sprint.planning ?? placeIn(cadence, "planning", { day: "mon", at: "09:00" });
}

/** A team's week begins with the day of its planning, so that one which works from Sunday to Thursday plans it whole. */
export function firstDayOf(sprint: SprintConfig, cadence: CadenceRules): Weekday {
  return planningOf(sprint, cadence).day;
}

function meetingsOf(sprint: SprintConfig, cadence: CadenceRules): Meeting[] {
  const planning = planningOf(sprint, cadence);
  const review = sprint.review ?? placeIn(cadence, "mid_sprint_review", { day: "wed", at: "14:00" });
  const retrospective =
    sprint.retrospective ?? placeIn(cadence, "retrospective", { day: "fri", at: "15:00" });
  return [
    { kind: "planning", title: "the planning of the week", ...planning, leaning: "later" },
    { kind: "review", title: "the review at half-time", ...review, leaning: "earlier" },
    { kind: "retrospective", title: "the retrospective", ...retrospective, leaning: "earlier" },
    { kind: "report", title: "the weekly report", ...(sprint.report ?? retrospective), leaning: "earlier" },
  ];
}

/** The working day of the week that is meant by `day`; undefined when the whole week is off. */
function workingDateFor(
  { day, leaning }: Meeting,
  week: string,
  isOn: (date: string) => boolean,
): string | undefined {
  const wanted = dateInWeek(week, day);
  const inWeek = Array.from({ length: 7 }, (_, at) => addDays(week, at));
  const later = inWeek.filter((date) => date >= wanted);
  const earlier = inWeek.filter((date) => date < wanted).reverse();
  const order = leaning === "later" ? [...later, ...earlier] : [wanted, ...earlier, ...later];
  return order.find(isOn);
}

/** The meetings of the week that begins with a date, each on a working day of the team. */
export function listMeetings(
  week: string,
  team: MeetingTeam,
  { workClock, cadence }: { readonly workClock: WorkClock; readonly cadence: CadenceRules },
): Occasion[] {
  const { sprint } = team;
  if (sprint === undefined) return [];
  const target: CalendarTarget = { kind: "team", id: team.id };
  const isOn = (date: string): boolean => workClock.workingDay(date, target) !== undefined;
  return meetingsOf(sprint, cadence).flatMap((meeting): Occasion[] => {
    const date = workingDateFor(meeting, week, isOn);
    if (date === undefined) return [];
    const { kind, title, at } = meeting;
    const dueMs = workClock.atLocal(date, at, target);
    const graceMs = sprint.graceMinutes * MINUTE_MS;
    return [{ key: `${kind}:${week}`, kind, date, dueMs, graceMs, title }];
  });
}
