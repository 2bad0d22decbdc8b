import { messageKey } from "../../chat/message-key.ts";
import { changeSettings } from "../change-settings.ts";
import { nameOf } from "../may-steer.ts";
import type { ChatCommand } from "./command.ts";

const MAX_REASON = 200;

export const bumpCommand: ChatCommand = {
  name: "bump",
  usage: "/bump T12 the customer is on the phone",
  summary: "moves a task one priority band up, with a reason that is kept",
  needs: "bump",
  isSlashOnly: true,
  async run({ args, incoming }, deps) {
    const [, id = "", given = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(args) ?? [];
    const reason = given.trim().slice(0, MAX_REASON);
    if (id === "" || reason === "") return "Which task, and why? `/bump T12 the customer is on the phone`.";
    const task = await deps.store.tasks.get(id.toUpperCase());
    if (task === undefined) return `I know no task "${id}". \`/tasks\` lists the recent ones.`;
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
