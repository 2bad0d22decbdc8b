import type { CommandArgument } from "../../chat/command-help.ts";
import type { Choices, Incoming } from "../../chat/messages.ts";
import type { Action } from "../../permissions/permissions.ts";
import type { Changes } from "../../store/store.ts";
import type { ConversationDeps } from "../conversation-deps.ts";

export interface CommandCall {
  /** What follows the command's name, trimmed. */
  readonly args: string;
  readonly incoming: Incoming;
}

/** An answer with more to it than its text. */
export interface CommandAnswer {
  /** Markdown. */
  readonly text: string;
  readonly choices?: Choices;
  /** For nobody but the asker, also where the command was typed as text; so is whatever went wrong. */
  readonly isPrivate?: boolean;
  /** The thread of this task tells it as well: there, nothing is said twice. */
  readonly toldIn?: string;
  /** Written together with the answer. */
  readonly also?: Pick<Changes, "documents" | "events">;
}

/** What somebody is told whose words will not do: what is wrong and what would help, for their eyes only. */
export function refused(text: string): CommandAnswer {
  return { text, isPrivate: true };
}

/** What concerns whoever asked and nobody else: where it matters to others, they are told in another way. */
export function personal(text: string): CommandAnswer {
  return { text, isPrivate: true };
}

/** A verb that works as `/name` where the platform has commands, and as plain text in threads. */
export interface ChatCommand {
  readonly name: string;
  readonly usage: string;
  /** One sentence, in at most 100 characters. */
  readonly summary: string;
  /** In their order; absent: it takes none. */
  readonly args?: readonly CommandArgument[];
  /** Needed beyond `command`. */
  readonly needs?: Action;
  /** Its name is too common a word to be taken for the command without the slash. */
  readonly isSlashOnly?: boolean;
  /** Used seldom: platforms with room for few commands leave it to those who type it. */
  readonly isTypedOnly?: boolean;
  /** Typed alone in a thread or in direct messages it is meant, since platforms have no commands in threads. */
  readonly isBare?: boolean;
  /** The answer, as Markdown where it is only that. Running it twice must be harmless. */
  run(call: CommandCall, deps: ConversationDeps): Promise<string | CommandAnswer>;
}
