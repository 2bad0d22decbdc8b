import { blockTask, unblockTask } from "../verbs/block-task.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findTask } from "./find-task.ts";
import { toAnswer } from "./task-answer.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";

export const blockCommand: ChatCommand = {
  name: "block",
  usage: "/block T12 waits for the key",
  summary: "says that a task cannot go on, and why; everybody sees it on the board",
  args: [TASK_ARGUMENT, { name: "reason", description: "what it waits for" }],
  isSlashOnly: true,
  isBare: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    return toAnswer(await blockTask({ task: found.task, said: call.incoming, reason: found.rest }, deps));
  },
};

export const unblockCommand: ChatCommand = {
  name: "unblock",
  usage: "/unblock T12",
  summary: "says that nothing blocks a task any more",
  args: [TASK_ARGUMENT],
  isSlashOnly: true,
  isBare: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    return toAnswer(await unblockTask({ task: found.task, said: call.incoming }, deps));
  },
};
