import type { View } from "@slack/web-api";
import type { ChatReceiver } from "../../src/chat/chat-port.ts";
import type { Form } from "../../src/chat/messages.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { SlackClients } from "./clients.ts";
import type { People } from "./create-people.ts";
import type { ResponseBook } from "./response-book.ts";
import type { ReactionVerbs } from "./incoming/to-change.ts";

export interface ListenDeps {
  readonly clients: SlackClients;
  readonly receiver: () => ChatReceiver;
  readonly people: Pick<People, "lookup">;
  readonly reactions: ReactionVerbs;
  readonly commandPrefix: string;
  readonly toView: (form: Form, privateMetadata: string) => View;
  /** Keeps the ways back to those who use commands; absent: they are not kept. */
  readonly answers?: Pick<ResponseBook, "note">;
  readonly now: () => number;
  readonly log: Logger;
  readonly limits?: Partial<ListenLimits>;
  /** Somebody's name, zone or groups may have changed. */
  readonly onPersonChanged: (workspace: string, userId: string | undefined) => void;
  /** The app was removed from a workspace. */
  readonly onUninstalled: (workspace: string) => Promise<void>;
}

/** How long is waited for whom, in milliseconds; all of it has to fit into Slack's three seconds. */
export interface ListenLimits {
  /** For an event to be stored. */
  readonly eventMs: number;
  /** For a command or interaction to be stored, before "busy" is said. */
  readonly storeMs: number;
  /** For the core to say which form something opens. */
  readonly formMs: number;
}

export const LIMITS: ListenLimits = { eventMs: 2_500, storeMs: 2_000, formMs: 700 };
