import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findSteerable, steer } from "./steer-plan.ts";
import { TASK_ARGUMENT, textArgument } from "../task-argument.ts";

export const cancelCommand: ChatCommand = {
  name: "cancel",
  usage: "/cancel T12 [reason]",
  summary: "ends a task and everything that it has started",
  args: [TASK_ARGUMENT, textArgument("reason", "why it ends")],
  isBare: true,
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findSteerable(call, deps);
    if (typeof found === "string") return refused(found);
    const { task, rest } = found;
    const reason = rest === "" ? {} : { reason: rest };
    const said = await steer(
      task,
      { type: "task.cancelled", by: nameOf(call.incoming), ...reason },
      { deps, done: `**${task.id}** is cancelled.` },
    );
    return typeof said === "string" ? { text: said, toldIn: task.id } : said;
  },
};
