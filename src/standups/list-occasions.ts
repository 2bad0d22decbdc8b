import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";
import { datesBetween, dayNameOf, weekOf } from "../calendar/dates.ts";
import { addDays } from "../calendar/local-time.ts";
import type { StandupConfig } from "../config/meetings-config.ts";
import type { CadenceRules } from "../orchestration/rules/cadence-rules.ts";
import { firstDayOf, listMeetings } from "../sprint/list-meetings.ts";
import type { MeetingTeam } from "./meeting-team.ts";
import type { Occasion } from "./occasion.ts";

const MINUTE_MS = 60_000;

export interface OccasionContext {
  readonly workClock: WorkClock;
  readonly cadence: CadenceRules;
  /** Times that people have chosen for their question; absent: that of the team. */
  readonly askAt?: (person: string) => string | undefined;
}

/** What is due for a team after `fromMs` and until `toMs`, in order. Follows from configuration and calendars alone. */
export function listOccasions(
  team: MeetingTeam,
  span: { readonly fromMs: number; readonly toMs: number },
  context: OccasionContext,
): Occasion[] {
  const target = { kind: "team", id: team.id } as const;
  const local = (atMs: number): string => context.workClock.localDate(atMs, target);
  // A day begins earlier or later for people elsewhere, and reminders reach into the next one.
  const dates = datesBetween(addDays(local(span.fromMs), -2), addDays(local(span.toMs), 1));
  const { standup, sprint } = team;
  const daily =
    standup === undefined
      ? []
      : dates
          .filter((date) => isStandupDay(date, standup, target, context.workClock))
          .flatMap((date) => ofDay(date, { team, standup, target, context }));
  const firstDay = sprint === undefined ? "mon" : firstDayOf(sprint, context.cadence);
  const weeks = [...new Set(dates.map((date) => weekOf(date, firstDay)))];
  const weekly = weeks.flatMap((week) => listMeetings(week, team, context));
  return [...daily, ...weekly]
    .filter(({ dueMs }) => dueMs > span.fromMs && dueMs <= span.toMs)
    .sort((a, b) => a.dueMs - b.dueMs || (a.key < b.key ? -1 : 1));
}

/** Whether a team has a standup on a date: one of its days, and no day off. */
export function isStandupDay(
  date: string,
  { days }: StandupConfig,
  target: CalendarTarget,
  workClock: WorkClock,
): boolean {
  if (days !== undefined && !days.includes(dayNameOf(date))) return false;
  return workClock.workingDay(date, target) !== undefined;
}

interface Day {
  readonly team: MeetingTeam;
  readonly standup: StandupConfig;
  readonly target: CalendarTarget;
  readonly context: OccasionContext;
}

/** Where neither team nor rules name a time. */
const DEFAULT_AT = "09:00";

function ofDay(date: string, { team, standup, target, context }: Day): Occasion[] {
  const { workClock, cadence } = context;
  const graceMs = standup.graceMinutes * MINUTE_MS;
  const at = standup.at ?? cadence.day.find((step) => step.at !== undefined)?.at ?? DEFAULT_AT;
  const steps = standup.steps.map(({ step, at: stepAt }): Occasion => {
    const title = cadence.day.find(({ id }) => id === step)?.title ?? step;
    const dueMs = workClock.atLocal(date, stepAt, target);
    return { key: `step:${step}:${date}`, kind: "step", date, dueMs, graceMs, title, step };
  });
  return [
    ...team.members.flatMap((person) => ofPerson(date, person, { team, standup, target, context })),
    {
      key: `standup:${date}`,
      kind: "standup",
      date,
      dueMs: workClock.atLocal(date, at, target),
      graceMs,
      title: "the standup",
    },
    ...steps,
  ];
}

/** People are asked in their own morning of that date; who is off on it is left alone. */
function ofPerson(date: string, person: string, { standup, context }: Day): Occasion[] {
  const { workClock, askAt } = context;
  const target = { kind: "person", id: person } as const;
  const day = workClock.workingDay(date, target);
  if (day === undefined) return [];
  const at = askAt?.(person) ?? standup.askAt;
  const askMs = at === undefined ? day.startMs : workClock.atLocal(date, at, target);
  const graceMs = standup.graceMinutes * MINUTE_MS;
  const title = "the question before the standup";
  return [
    { key: `ask:${date}:${person}`, kind: "ask", date, dueMs: askMs, graceMs, title, person },
    ...standup.remindAfterMinutes.map((minutes, at): Occasion => ({
      key: `remind:${date}:${person}:${at + 1}`,
      kind: "remind",
      date,
      dueMs: askMs + minutes * MINUTE_MS,
      graceMs,
      title,
      person,
    })),
  ];
}
