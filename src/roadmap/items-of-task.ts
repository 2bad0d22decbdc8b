import type { Task } from "../tasks/task.ts";
import { findMentions } from "./find-mentions.ts";
import { withDescendants } from "./roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";
import type { RoadmapLink } from "./roadmap-links.ts";

/** The items that a task works on: those that its request names, and those that it was linked to. */
export function itemsOfTask(
  task: Pick<Task, "id" | "text">,
  items: readonly RoadmapItem[],
  links: readonly RoadmapLink[],
): RoadmapItem[] {
  const named = new Set(findMentions(task.text, items));
  const own = links.filter(({ taskId }) => taskId === task.id);
  return withDescendants(items).filter(
    (item) => named.has(item) || own.some((link) => link.item === item.id && link.kind === item.kind),
  );
}

/** What an item is a part of, the nearest first. */
export function ancestorsOf(item: RoadmapItem, items: readonly RoadmapItem[]): RoadmapItem[] {
  for (const root of items) {
    if (root.children.includes(item)) return [root];
    const found = ancestorsOf(item, root.children);
    if (found.length > 0) return [...found, root];
  }
  return [];
}
