import type { CommandArgument, CommandHelp } from "../../chat/command-help.ts";
import type { ChatCommand } from "./command.ts";

function argumentLine({ name, description, isRequired, choices = [] }: CommandArgument): string {
  const words = choices.length === 0 ? "" : ` (${choices.map((word) => `\`${word}\``).join(", ")})`;
  return `- ${name}${isRequired === true ? "" : ", if you like"}: ${description}${words}`;
}

/** What `/<name> help` answers: how it is written, what it does, each argument, and what it takes. */
export function renderCommandHelp({ usage, summary, args = [], needs }: ChatCommand): string {
  const permission = needs === undefined ? [] : [`It takes the permission \`${needs}\`.`];
  return [`\`${usage}\`: ${summary}`, ...args.map(argumentLine), ...permission].join("\n");
}

/** A command as adapters show it. */
export function toHelp({ name, usage, summary, isTypedOnly, args = [] }: ChatCommand): CommandHelp {
  const seldom = isTypedOnly === undefined ? {} : { isTypedOnly };
  return { name, args: usage.replace(/^\/\S+ ?/u, ""), summary, ...seldom, parts: args };
}
