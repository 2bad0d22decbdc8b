import { userInfo } from "node:os";
import { join } from "node:path";
import { ulid } from "ulid";
import type { ConsoleOptions } from "../../adapters/console/console-options.ts";
import type { ChatUser } from "../chat/messages.ts";
import type { Settings } from "../config/settings.ts";

/** All consoles of an installation share one room: what one process posts, the others see. */
const WORKSPACE = "local";
/** Where a console shows what belongs to no thread. */
export const CONSOLE_PLACE = { workspace: WORKSPACE, channel: "terminal" } as const;
const COLUMNS = 100;

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as containers have.
    return "you";
  }
}

/** The person at the console: by default the one who is logged in, with the zone of the machine. */
export function consoleUser(settings: Settings, name = loginName()): ChatUser {
  const person = settings.config.people.find((each) => each.accounts.console === name);
  const timeZone = person?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { id: name, name: person?.name ?? name, timeZone, groups: person?.groups ?? [] };
}

export function consoleOptions(settings: Settings, user: ChatUser): ConsoleOptions {
  const { isTTY, columns } = process.stdout;
  return {
    workspace: WORKSPACE,
    user,
    colors: isTTY && settings.env.NO_COLOR === undefined,
    columns: () => process.stdout.columns ?? columns ?? COLUMNS,
    journal: join(settings.dataDir, "console"),
    files: join(settings.dataDir, "files"),
    now: () => new Date(),
    newId: () => ulid(),
  };
}

export function logFile(settings: Settings): string {
  return join(settings.dataDir, "logs", "switchyard.log");
}
