import type { CommandArgument } from "../../chat/command-help.ts";
import type { TaskOutcome } from "../verbs/outcome.ts";
import { refused, type CommandAnswer } from "./command.ts";

/** The task that a command is about; in its thread it may be left out. */
export const TASK_ARGUMENT: CommandArgument = {
  name: "task",
  description: "its number, such as T12; in its thread it may be left out",
  suggests: ["task"],
};

/** What became of a wish as the answer to a command. */
export function toAnswer({ isDone, text }: TaskOutcome): CommandAnswer {
  return isDone ? { text } : refused(text);
}
