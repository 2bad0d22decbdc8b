import { formatItem, formatRoadmap } from "../../roadmap/format-roadmap.ts";
import { USUAL_NAMES } from "../../roadmap/read-roadmap.ts";
import type { Roadmap } from "../../roadmap/read-roadmap.ts";
import { findItems, nameOf } from "../../roadmap/roadmap.ts";
import type { RoadmapItem } from "../../roadmap/roadmap.ts";
import { readLinks, tasksOf } from "../../roadmap/roadmap-links.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { taskLine } from "../render-standing.ts";
import { refused, type ChatCommand } from "./command.ts";
import { textArgument } from "../task-argument.ts";

const SEARCHED = 300;

export const NO_ROADMAP = `The workspace has no roadmap. Set \`workspace.roadmap\`, or add one of ${USUAL_NAMES.map((name) => `\`${name}\``).join(", ")}.`;

export function unknownItem(name: string, { file }: Roadmap): string {
  return `\`${file}\` has no item "${name}". \`/roadmap\` shows what it has.`;
}

/** Which of several is meant, when a number alone does not say. */
export function whichItem(items: readonly RoadmapItem[]): string {
  return `Which one? ${items.map((item) => `${nameOf(item)} (line ${item.line})`).join(" or ")}.`;
}

/** One line for each task that works on an item. */
export async function linkedTasks(
  item: RoadmapItem,
  { items }: Roadmap,
  { store, clock }: ConversationDeps,
): Promise<string[]> {
  const [tasks, links] = await Promise.all([store.tasks.listRecent(SEARCHED), readLinks(store)]);
  return tasksOf(item, tasks, { items, links }).map((task) => taskLine(task, clock.now()));
}

export const roadmapCommand: ChatCommand = {
  name: "roadmap",
  usage: "/roadmap [4.2.1]",
  summary: "where the roadmap stands and what comes next, or one item with its tasks",
  args: [textArgument("item", "an item of the roadmap, by its number")],
  async run({ args }, deps) {
    const roadmap = deps.project.roadmap();
    if (roadmap === undefined) return refused(NO_ROADMAP);
    if (args === "") return formatRoadmap(roadmap);
    const found = findItems(roadmap.items, args);
    const [item] = found;
    if (item === undefined) return refused(unknownItem(args, roadmap));
    if (found.length > 1) return refused(whichItem(found));
    const tasks = await linkedTasks(item, roadmap, deps);
    return [formatItem(item), ...(tasks.length === 0 ? [] : ["", "Tasks:", ...tasks])].join("\n");
  },
};
