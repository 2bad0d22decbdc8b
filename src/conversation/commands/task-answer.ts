import type { TaskOutcome } from "../verbs/outcome.ts";
import { refused, type CommandAnswer } from "./command.ts";

/** What became of a wish as the answer to a command. */
export function toAnswer({ isDone, text }: TaskOutcome): CommandAnswer {
  return isDone ? { text } : refused(text);
}
