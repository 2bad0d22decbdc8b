import type { ChatUser } from "../../src/chat/messages.ts";

/** What the interactive console and the one-shot have in common. */
export interface ConsoleOptions {
  readonly workspace: string;
  /** The channel that people type in; default `terminal`. */
  readonly channel?: string;
  /** Whoever sits at the console. */
  readonly user: ChatUser;
  /** Others that the console knows by id, for looking them up. */
  readonly people?: readonly ChatUser[];
  /** False when `NO_COLOR` is set or the output is no terminal. */
  readonly colors: boolean;
  /** Cells in a row of the output; a function where that can change. */
  readonly columns: number | (() => number);
  /** The folder of the journal, the console's durable memory: threads, posts and their delivery ids. */
  readonly journal: string;
  /** The folder that files from the bot are saved in. */
  readonly files: string;
  /** How the bot is called in headers; default `switchyard`. */
  readonly botName?: string;
  readonly now: () => Date;
  /** Ids that grow with time and never repeat, across processes as well: a ULID. */
  readonly newId: () => string;
  /** How often to look for what other processes wrote, in milliseconds; default 200. */
  readonly pollMs?: number;
}

export const DEFAULT_CHANNEL = "terminal";
export const DEFAULT_BOT_NAME = "switchyard";
export const DEFAULT_POLL_MS = 200;

const MIN_COLUMNS = 20;

/** The width to lay out for; a terminal that reports none or next to none still gets readable rows. */
export function columnsOf(columns: number | (() => number)): () => number {
  return () => Math.max(MIN_COLUMNS, (typeof columns === "number" ? columns : columns()) || 80);
}
