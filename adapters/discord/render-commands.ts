import type { CommandArgument, CommandHelp } from "../../src/chat/command-help.ts";
import { shortenWhole } from "./cut-text.ts";

/** The context command of messages. */
export const TASK_COMMAND = "Make this a task";
/** The one argument of a command: whatever people would write behind its name. */
export const TEXT_OPTION = "text";

const TEXT_CHARS = 100;
const MAX_OPTIONS = 25;
const MAX_COMMANDS = 100;
const NAME = /^[\p{Ll}\p{Lo}\p{N}_-]{1,32}$/u;

/** A command as Discord wants it registered. */
export interface DiscordCommand {
  readonly name: string;
  readonly type: number;
  readonly description?: string;
  readonly options?: readonly {
    readonly type: number;
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
    readonly autocomplete?: boolean;
    readonly choices?: readonly { readonly name: string; readonly value: string }[];
  }[];
  /** Where it can be used: servers (0) and the bot's direct messages (1). */
  readonly contexts: readonly number[];
}

/** All commands of the bot, and what its message menu offers. Commands with names that Discord refuses are left out. */
export function renderCommands(commands: readonly CommandHelp[]): DiscordCommand[] {
  const chat = commands
    .filter(({ name }) => NAME.test(name))
    .slice(0, MAX_COMMANDS)
    .map(renderCommand);
  return [...chat, { name: TASK_COMMAND, type: 3, contexts: [0, 1] }];
}

function renderCommand({ name, args, summary, parts = [] }: CommandHelp): DiscordCommand {
  const base = { name, type: 1, description: shortenWhole(summary, TEXT_CHARS), contexts: [0, 1] };
  if (parts.length > 0) return { ...base, options: parts.slice(0, MAX_OPTIONS).map(renderOption) };
  if (args === "") return base;
  const description = shortenWhole(`For example: ${args}`, TEXT_CHARS);
  return { ...base, options: [{ type: 3, name: TEXT_OPTION, description, required: false }] };
}

/** Fixed choices and suggestions exclude each other on Discord; whoever suggests knows the choices as well. */
function renderOption({ name, description, isRequired = false, choices = [], suggests }: CommandArgument) {
  const base = { type: 3, name, description: shortenWhole(description, TEXT_CHARS), required: isRequired };
  if (suggests !== undefined) return { ...base, autocomplete: true };
  const offered = choices.slice(0, MAX_OPTIONS).map((choice) => ({ name: choice, value: choice }));
  return offered.length === 0 ? base : { ...base, choices: offered };
}
