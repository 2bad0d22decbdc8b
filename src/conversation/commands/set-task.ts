import { changeSettings } from "../change-settings.ts";
import { maySteer, nameOf } from "../may-steer.ts";
import { parseSetting } from "../parse-setting.ts";
import { refused, type ChatCommand } from "./command.ts";
import { NAMED_TASK, textArgument } from "../task-argument.ts";

export const setCommand: ChatCommand = {
  name: "set",
  usage: "/set T12 complexity high",
  summary: "corrects what a task is taken for (complexity, type, flags, terms), and the plan follows",
  args: [NAMED_TASK, textArgument("what", "complexity, type, a flag or a term, and its value")],
  isSlashOnly: true,
  async run({ args, incoming }, deps) {
    const [id = "", ...words] = args.split(/\s+/u).filter((word) => word !== "");
    const parsed = parseSetting(words, { ...deps.definitions(), agents: deps.agents() });
    if (!parsed.ok) return refused(parsed.text);
    const task = await deps.store.tasks.get(id.toUpperCase());
    if (task === undefined) return refused(`I know no task "${id}". \`/tasks\` lists the recent ones.`);
    if (!maySteer(incoming, task, deps))
      return refused(
        "Only whoever asked for it can change this task, or somebody with the permission `command`.",
      );
    const { shown, change } = parsed.setting;
    const by = nameOf(incoming);
    return changeSettings(
      task,
      {
        incoming,
        told: `${shown}, set by ${by}`,
        change: (settings) => change(settings, by),
        event: () => ({
          type: "task.set",
          taskId: task.id,
          data: { what: shown, by: `${incoming.platform}:${incoming.from.id}` },
        }),
      },
      deps,
    );
  },
};
