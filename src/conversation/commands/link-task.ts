import { findItems, nameOf } from "../../roadmap/roadmap.ts";
import { linkChange } from "../../roadmap/roadmap-links.ts";
import { refused, type ChatCommand } from "./command.ts";
import { NO_ROADMAP, unknownItem, whichItem } from "./show-roadmap.ts";
import { NAMED_TASK, textArgument } from "../task-argument.ts";

export const linkCommand: ChatCommand = {
  name: "link",
  usage: "/link T12 4.2.1",
  summary: "says that a task works on an item of the roadmap",
  args: [NAMED_TASK, textArgument("item", "an item of the roadmap, by its number or its name")],
  isSlashOnly: true,
  async run({ args, incoming }, deps) {
    const [, taskId = "", name = ""] = /^(T\d+)\s+(.+)$/iu.exec(args) ?? [];
    if (name === "") return refused("Which task and which item? `/link T12 4.2.1`.");
    const roadmap = deps.project.roadmap();
    if (roadmap === undefined) return refused(NO_ROADMAP);
    const task = await deps.store.tasks.get(taskId.toUpperCase());
    if (task === undefined)
      return refused(`I know no task ${taskId.toUpperCase()}. \`/tasks\` lists the recent ones.`);
    const found = findItems(roadmap.items, name);
    const [item] = found;
    if (item?.id === undefined) return refused(unknownItem(name, roadmap));
    if (found.length > 1) return refused(whichItem(found));
    const link = { taskId: task.id, item: item.id, kind: item.kind, by: incoming.from.id };
    const data = { item: item.id, kind: item.kind };
    await deps.store.commit({
      documents: [linkChange(link)],
      events: [{ type: "roadmap.linked", taskId: task.id, data }],
    });
    return `**${task.id}** works on ${nameOf(item)}: ${item.title}.`;
  },
};
