import type { ChatCommand } from "./command.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";

/** Listed for help and completion; both write more than an answer, so the conversation handles them itself. */
export const wrongCommand: ChatCommand = {
  name: "wrong",
  usage: "/wrong T12 debug",
  summary: "gives a task to the right agent, and teaches the router; in its thread without the number",
  args: [TASK_ARGUMENT, { name: "agent", description: "who should have it", suggests: ["agent"] }],
  isSlashOnly: true,
  run: async () => "Which task, and who should have it? `/wrong T12 debug`.",
};

export const rightCommand: ChatCommand = {
  name: "right",
  usage: "/right T12",
  summary: "says that a task went to the right agent, and teaches the router",
  isTypedOnly: true,
  args: [TASK_ARGUMENT],
  isSlashOnly: true,
  run: async () => "Which task? `/right T12`.",
};
