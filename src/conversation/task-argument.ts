import type { CommandArgument } from "../chat/command-help.ts";

/** The task that a command is about; in its thread it may be left out. */
export const TASK_ARGUMENT: CommandArgument = {
  name: "task",
  description: "its number, such as T12; in its thread it may be left out",
  suggests: ["task"],
};

/** Free text at the end of a command. */
export function textArgument(name: string, description: string, isRequired = false): CommandArgument {
  return { name, description, isRequired };
}

/** The task that a command is about, which has to be named. */
export const NAMED_TASK: CommandArgument = {
  ...TASK_ARGUMENT,
  description: "its number, such as T12",
  isRequired: true,
};
