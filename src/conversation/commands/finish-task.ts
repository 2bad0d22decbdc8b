import { finishTask } from "../verbs/end-task.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findTask } from "./find-task.ts";
import { toAnswer } from "./task-answer.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";

const MAX_NOTE = 500;

export const doneCommand: ChatCommand = {
  name: "done",
  usage: "/done T12 [what came out]",
  summary: "ends a task as done, whatever its agents still had to do",
  args: [TASK_ARGUMENT, { name: "note", description: "what came out, in a sentence" }],
  isSlashOnly: true,
  isBare: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    const note = found.rest.slice(0, MAX_NOTE);
    const outcome = await finishTask({ task: found.task, said: call.incoming, note }, deps);
    return outcome.isDone ? { text: outcome.text, toldIn: found.task.id } : toAnswer(outcome);
  },
};
