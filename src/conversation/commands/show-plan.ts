import { costOf, renderStages } from "../render-plan.ts";
import type { ChatCommand } from "./command.ts";
import { findTask } from "./find-task.ts";

export const planCommand: ChatCommand = {
  name: "plan",
  usage: "/plan T12",
  summary: "the stages of a task, who is on them and where each stands",
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return found;
    const { task } = found;
    const pattern = task.plan.pattern === undefined ? "" : `, pattern ${task.plan.pattern}`;
    const cadence = task.plan.cadence.map((one) => `, ${one.replace("_", " ")}`).join("");
    const state = task.plan.state === "proposed" ? "waits for Start" : task.state;
    return `**${task.id}** ${state} (${costOf(task)}${pattern}${cadence}):\n${renderStages(task, true)}`;
  },
};
