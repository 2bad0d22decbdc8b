import { costOf, renderStages } from "../render-plan.ts";
import { refused, type ChatCommand } from "./command.ts";
import { checklistsOfTask } from "./show-checklist.ts";
import { findTask } from "./find-task.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";

export const planCommand: ChatCommand = {
  name: "plan",
  usage: "/plan T12",
  summary: "the stages of a task, who is on them and where each stands",
  args: [TASK_ARGUMENT],
  isBare: true,
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    const { task } = found;
    const pattern = task.plan.pattern === undefined ? "" : `, pattern ${task.plan.pattern}`;
    const cadence = task.plan.cadence.map((one) => `, ${one.replace("_", " ")}`).join("");
    const state = task.plan.state === "proposed" ? "waits for Start" : task.state;
    const lists = await checklistsOfTask(task, deps);
    return [
      `**${task.id}** ${state} (${costOf(task)}${pattern}${cadence}):`,
      renderStages(task, true),
      ...(lists.length === 0 ? [] : [`Checklists, \`/checklist ${task.id}\` shows them:`, ...lists]),
    ].join("\n");
  },
};
