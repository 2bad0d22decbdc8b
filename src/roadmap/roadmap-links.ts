import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { findMentions } from "./find-mentions.ts";
import type { RoadmapItem } from "./roadmap.ts";

const KIND = "roadmap-link";

/** Somebody said that a task works on an item of the roadmap. */
const RoadmapLink = z.object({
  taskId: z.string(),
  /** The number of the item; the item itself may be gone from the file since. */
  item: z.string(),
  kind: z.enum(["phase", "epic", "story", "task"]),
  /** The user id of whoever said so. */
  by: z.string(),
});
export type RoadmapLink = z.infer<typeof RoadmapLink>;

/** The write that keeps a link; the same link again changes nothing. */
export function linkChange(link: RoadmapLink): DocumentChange {
  return { kind: KIND, id: `${link.taskId} ${link.kind} ${link.item}`, value: JSON.stringify(link) };
}

export async function readLinks({ documents }: Pick<Store, "documents">): Promise<RoadmapLink[]> {
  const stored = await documents.list(KIND);
  return [...stored].map(([id, json]) => parseStored(RoadmapLink, json, `docs:${KIND} ${id}`));
}

/** The tasks that work on an item: those that name it in their request, and those that were linked. */
export function tasksOf(
  item: RoadmapItem,
  tasks: readonly Task[],
  { items, links }: { readonly items: readonly RoadmapItem[]; readonly links: readonly RoadmapLink[] },
): Task[] {
  const linked = new Set(
    links.filter((link) => link.item === item.id && link.kind === item.kind).map(({ taskId }) => taskId),
  );
  return tasks.filter((task) => linked.has(task.id) || findMentions(task.text, items).includes(item));
}
