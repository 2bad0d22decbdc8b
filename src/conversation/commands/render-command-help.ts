import type { CommandHelp } from "../../chat/command-help.ts";
import type { ChatCommand } from "./command.ts";

/** A command as adapters show it. */
export function toHelp({ name, usage, summary }: ChatCommand): CommandHelp {
  return { name, args: usage.replace(/^\/\S+ ?/u, ""), summary };
}
