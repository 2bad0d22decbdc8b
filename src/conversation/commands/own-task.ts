import { assignTask, takeTask } from "../verbs/take-task.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findTask } from "./find-task.ts";
import { toAnswer } from "./task-answer.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";
import { unknownPerson } from "../unknown-person.ts";

export const takeCommand: ChatCommand = {
  name: "take",
  usage: "/take T12",
  summary: "makes you the person who answers for a task; its agents go on",
  args: [TASK_ARGUMENT],
  isSlashOnly: true,
  isBare: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    return toAnswer(await takeTask({ task: found.task, said: call.incoming }, deps));
  },
};

export const assignCommand: ChatCommand = {
  name: "assign",
  usage: "/assign T12 @ada",
  summary: "makes somebody the person who answers for a task",
  args: [
    TASK_ARGUMENT,
    { name: "person", description: "who answers for it from now on", suggests: ["person"] },
  ],
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    const { task, rest } = found;
    const { people } = deps;
    if (rest === "") return refused(`Who should have it? \`/assign ${task.id} @ada\`.`);
    const word = /^(?:me|myself)$/iu.test(rest) ? `<@${call.incoming.from.id}>` : rest;
    const to = people.find(word, call.incoming.platform);
    if (to === undefined) return refused(unknownPerson(rest, people.ids));
    return toAnswer(await assignTask({ task, said: call.incoming, to }, deps));
  },
};
