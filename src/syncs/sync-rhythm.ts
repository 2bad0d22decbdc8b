import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";
import { afterAllTime, afterWorkingTime } from "../escalations/working-time.ts";
import type { TaskCoordination } from "../orchestration/coordination-of.ts";
import { allAgentsOf } from "../orchestration/count-plan.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import { toSync } from "../orchestration/to-sync.ts";
import type { Task } from "../tasks/task.ts";
import { isStageOver } from "../workflow/stage-state.ts";

const DAILY = toSync("daily").every;
/** Between two weekly reviews. */
export const WEEKLY = toSync("weekly").every;

const DAYS = /^P\d+[WD]$/u;

/** How often the agents of a task say where they stand; lengths as ISO 8601 writes them. */
export interface SyncRhythm {
  readonly every: string;
  /** Once a week the note looks back on the week. */
  readonly isReviewed: boolean;
}

function shortest(lengths: readonly string[]): string | undefined {
  const [first] = lengths.toSorted((a, b) => minutesOf(a) - minutesOf(b));
  return first;
}

/**
 * The shortest of what the complexity, the pattern and its stages want: there is one note, whatever asks for it.
 * Undefined where one agent works alone, or where the level is one that the orchestrator watches by itself.
 */
export function rhythmOf(task: Task, { strategy }: TaskCoordination): SyncRhythm | undefined {
  const { stages, cadence } = task.plan;
  if (strategy.cadence === "orchestrator_oversight" || allAgentsOf(stages).agents < 2) return undefined;
  const isReviewed = cadence.includes("weekly_review");
  const every = shortest([
    ...(strategy.syncEvery === undefined ? [] : [strategy.syncEvery]),
    ...(cadence.includes("daily_sync") ? [DAILY] : []),
    ...(isReviewed ? [WEEKLY] : []),
    ...stages.flatMap((stage) => (stage.sync === undefined || isStageOver(stage) ? [] : [stage.sync.every])),
  ]);
  return every === undefined ? undefined : { every, isReviewed };
}

/** When such a length is over: days and weeks are those of the calendar of the team, hours are hours. */
export function syncAfter(
  fromMs: number,
  every: string,
  { clock, team }: { readonly clock: WorkClock; readonly team: string | undefined },
): number {
  if (!DAYS.test(every)) return afterAllTime(fromMs, every);
  const target: CalendarTarget = team === undefined ? { kind: "organisation" } : { kind: "team", id: team };
  return afterWorkingTime(fromMs, every, { target, clock });
}
