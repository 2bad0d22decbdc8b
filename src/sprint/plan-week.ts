import { nameOf, withDescendants } from "../roadmap/roadmap.ts";
import type { RoadmapItem } from "../roadmap/roadmap.ts";
import type { SprintGoal } from "./sprint-plan.ts";

export interface OpenTask {
  readonly id: string;
  readonly title: string;
  readonly score: number;
  /** Names of roadmap items that it works on. */
  readonly items: readonly string[];
}

export interface Capacity {
  /** Tasks that the team is thought to manage this week. */
  readonly tasks: number;
  /** For people: how that was reckoned. */
  readonly because: string;
}

/**
 * What a team manages in a week: what it managed on a day of presence lately, times the days of presence ahead. Of
 * a team that has done nothing yet, one task for each two days of presence is thought.
 */
export function capacityOf(
  lately: {
    readonly done: number;
    readonly presentDays: number;
    readonly weeks: number;
  },
  presentDays: number,
): Capacity {
  const days = `${presentDays} days of presence`;
  if (lately.done === 0 || lately.presentDays === 0)
    return { tasks: Math.ceil(presentDays / 2), because: `${days}, nothing done lately to go by` };
  const perDay = lately.done / lately.presentDays;
  return {
    tasks: Math.max(1, Math.round(perDay * presentDays)),
    because: `${days}, ${lately.done} tasks done in the last ${lately.weeks} weeks`,
  };
}

/** Items that can begin: open, nothing below them, and what comes first is done; those that are due first, first. */
export function readyItems(items: readonly RoadmapItem[], until: string): RoadmapItem[] {
  const all = withDescendants(items);
  const done = new Set(all.filter(({ state }) => state === "done").flatMap(({ id }) => id ?? []));
  return all
    .filter(({ state, hasBox, children }) => hasBox && children.length === 0 && state !== "done")
    .filter(({ after }) => after.every((id) => done.has(id)))
    .filter(({ due, state }) => state === "started" || due === undefined || due <= until)
    .toSorted((a, b) => (a.due ?? "9999").localeCompare(b.due ?? "9999") || a.line - b.line);
}

function toGoal(item: RoadmapItem): SprintGoal {
  return { kind: "item", id: nameOf(item), title: item.title };
}

/**
 * The week as it is proposed, up to the capacity: items that are due go before open tasks, these go by priority, and
 * other items fill up what is left. An item that a task works on already is that task.
 */
export function proposeWeek(
  {
    tasks,
    items,
    until,
  }: {
    readonly tasks: readonly OpenTask[];
    readonly items: readonly RoadmapItem[];
    /** The last date of the week. */
    readonly until: string;
  },
  capacity: number,
): SprintGoal[] {
  const worked = new Set(tasks.flatMap((task) => task.items));
  const ready = readyItems(items, until).filter((item) => !worked.has(nameOf(item)));
  const due = ready.filter((item) => item.due !== undefined);
  const rest = ready.filter((item) => item.due === undefined);
  const byScore = tasks.toSorted((a, b) => b.score - a.score);
  return [
    ...due.map(toGoal),
    ...byScore.map(({ id, title }): SprintGoal => ({ kind: "task", id, title })),
    ...rest.map(toGoal),
  ].slice(0, capacity);
}
