import { messageKey } from "../../chat/message-key.ts";
import { changeSettings } from "../change-settings.ts";
import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findTask } from "./find-task.ts";
import { TASK_ARGUMENT, textArgument } from "../task-argument.ts";

const MAX_REASON = 200;

export const bumpCommand: ChatCommand = {
  name: "bump",
  usage: "/bump T12 the customer is on the phone",
  summary: "moves a task one priority band up, with a reason that is kept",
  args: [TASK_ARGUMENT, textArgument("reason", "why it matters now; it is kept")],
  isBare: true,
  needs: "bump",
  isSlashOnly: true,
  async run(call, deps) {
    const { incoming } = call;
    const found = await findTask(call, deps);
    const reason = typeof found === "string" ? "" : found.rest.slice(0, MAX_REASON);
    if (typeof found === "string" && /^T\d/iu.test(call.args)) return refused(found);
    if (typeof found === "string" || reason === "")
      return refused("Which task, and why? `/bump T12 the customer is on the phone`.");
    const { task } = found;
    const key = messageKey(incoming);
    const at = new Date(deps.clock.now()).toISOString();
    return changeSettings(
      task,
      {
        incoming,
        told: `bumped by ${nameOf(incoming)}: ${reason}`,
        change: ({ bumps = [], ...rest }) =>
          bumps.some((bump) => bump.key === key)
            ? undefined
            : { ...rest, bumps: [...bumps, { key, by: nameOf(incoming), reason, at }] },
        event: (before, after) => ({
          type: "task.bumped",
          taskId: task.id,
          data: {
            by: `${incoming.platform}:${incoming.from.id}`,
            reason,
            from: before.priority.band,
            to: after.priority.band,
          },
        }),
      },
      deps,
    );
  },
};
