import { addDays } from "../calendar/local-time.ts";
import type { WorkClock } from "../calendar/work-clock.ts";
import { createWeekCounter } from "../reports/week-figures.ts";
import type { CountBy, WeekFigures } from "../reports/week-figures.ts";
import { nameOf } from "../roadmap/roadmap.ts";
import { itemsOfTask } from "../roadmap/items-of-task.ts";
import { readLinks } from "../roadmap/roadmap-links.ts";
import type { MeetingTeam } from "../standups/meeting-team.ts";
import { eventsAfter } from "../standups/read-team-work.ts";
import type { Task } from "../tasks/task.ts";
import type { GoalState } from "./render-meetings.ts";
import type { SprintDeps } from "./sprint-deps.ts";
import { readSprint } from "./sprint-plan.ts";

const MOST_TASKS = 10_000;

export interface CountedWeek {
  readonly week: string;
  readonly figures: WeekFigures;
}

function spanOf(week: string, team: MeetingTeam, workClock: WorkClock) {
  const target = { kind: "team", id: team.id } as const;
  return {
    fromMs: workClock.atLocal(week, "00:00", target),
    toMs: workClock.atLocal(addDays(week, 7), "00:00", target),
  };
}

async function countBy(team: MeetingTeam, workClock: WorkClock, deps: SprintDeps): Promise<CountBy> {
  const tasks = await deps.store.tasks.listRecent(MOST_TASKS);
  const ours = new Set(tasks.filter((task) => deps.teamsOf(task).includes(team.id)).map(({ id }) => id));
  return {
    isOurs: (taskId) => ours.has(taskId),
    dateOf: (atMs) => workClock.localDate(atMs, { kind: "team", id: team.id }),
    domainOf: deps.domainOf,
    workedMs: (fromMs, toMs) => workClock.between(fromMs, toMs, { kind: "team", id: team.id }),
  };
}

/** The figures of so many weeks, the one that begins with `week` last; the log is read once. */
export async function countWeeks(
  week: string,
  many: number,
  { team, deps }: { readonly team: MeetingTeam; readonly deps: SprintDeps },
): Promise<CountedWeek[]> {
  const workClock = await deps.workClock();
  const by = await countBy(team, workClock, deps);
  const weeks = Array.from({ length: many }, (_, at) => addDays(week, -7 * (many - 1 - at)));
  const counters = weeks.map((each) => createWeekCounter(spanOf(each, team, workClock), by));
  await eventsAfter("0", deps.store, (page) => {
    for (const event of page) for (const counter of counters) counter.add(event);
  });
  return weeks.map((each, at) => ({ week: each, figures: counters[at]?.figures() ?? missing() }));
}

function missing(): never {
  throw new RangeError("each week has a counter");
}

/** Names of the roadmap items that each task works on. */
export async function itemsByTask(
  tasks: readonly Task[],
  deps: Pick<SprintDeps, "store" | "roadmap">,
): Promise<Map<string, string[]>> {
  const items = deps.roadmap();
  const links = await readLinks(deps.store);
  return new Map(tasks.map((task) => [task.id, itemsOfTask(task, items, links).map(nameOf)]));
}

/** The goals that a team agreed to for a week, each met when the log says that its work is done. */
export async function goalStates(
  week: string,
  figures: WeekFigures,
  { team, deps }: { readonly team: MeetingTeam; readonly deps: SprintDeps },
): Promise<GoalState[] | undefined> {
  const found = await readSprint({ team: team.id, week }, deps.store);
  if (found?.plan.agreed === undefined) return undefined;
  const done = [...figures.ended].filter(([, how]) => how === "done").map(([id]) => id);
  const tasks = (await Promise.all(done.map(async (id) => deps.store.tasks.get(id)))).filter(
    (task) => task !== undefined,
  );
  const finished = new Set([...(await itemsByTask(tasks, deps)).values()].flat());
  return found.plan.goals.map((goal) => ({
    ...goal,
    isDone: goal.kind === "task" ? done.includes(goal.id) : finished.has(goal.id),
  }));
}
