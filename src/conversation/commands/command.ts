import type { Incoming } from "../../chat/messages.ts";
import type { Action } from "../../permissions/permissions.ts";
import type { ConversationDeps } from "../conversation-deps.ts";

export interface CommandCall {
  /** What follows the command's name, trimmed. */
  readonly args: string;
  readonly incoming: Incoming;
}

/** A verb that works as `/name` where the platform has commands, and as plain text in threads. */
export interface ChatCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Needed beyond `command`. */
  readonly needs?: Action;
  /** Its name is too common a word to be taken for the command without the slash. */
  readonly isSlashOnly?: boolean;
  /** The answer as Markdown. Running it twice must be harmless. */
  run(call: CommandCall, deps: ConversationDeps): Promise<string>;
}
