import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findSteerable, steer } from "./steer-plan.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";

export const startCommand: ChatCommand = {
  name: "start",
  usage: "/start T12",
  summary: "starts a plan that was shown first",
  args: [TASK_ARGUMENT],
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findSteerable(call, deps);
    if (typeof found === "string") return refused(found);
    const { task } = found;
    return steer(
      task,
      { type: "plan.started", by: nameOf(call.incoming) },
      { deps, done: `**${task.id}** starts now.` },
    );
  },
};
