import type { ChatReceiver } from "../../src/chat/chat-port.ts";
import type { CommandHelp } from "../../src/chat/command-help.ts";
import type { ReactionVerb, Sender } from "../../src/chat/messages.ts";
import type { Clock } from "../../src/clock.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { Conversations } from "./conversations.ts";
import type { Directory } from "./directory.ts";
import type { DiscordMemory, Recent } from "./discord-memory.ts";
import type { DiscordRest } from "./discord-rest.ts";
import type { InteractionBook } from "./interaction-book.ts";
import type { MessageLanes } from "./message-lanes.ts";
import type { SeenMessages } from "./seen-messages.ts";

/** Who the bot is; known once it is connected. */
export interface BotIdentity {
  readonly userId: string;
  readonly applicationId: string;
}

/** A message of the bot, by its nonce. */
export interface PostedMessage {
  readonly id: string;
  readonly channelId: string;
}

/** What the parts of the adapter share. */
export interface DiscordContext {
  readonly rest: DiscordRest;
  readonly clock: Clock;
  readonly log: Logger;
  readonly memory: DiscordMemory;
  readonly directory: Directory;
  readonly conversations: Conversations;
  readonly seen: SeenMessages;
  readonly lanes: MessageLanes;
  /** Channels with messages that there was no room for; they are fetched once there is. */
  readonly behind: Set<string>;
  readonly interactions: InteractionBook;
  /** What the bot has posted lately, by nonce. */
  readonly posted: Recent<PostedMessage>;
  /** In which channel a message really is, by its id. */
  readonly homes: Recent<string>;
  /** What the bot may do in channels and threads, as bits, where interactions have told lately. */
  readonly allowed: Recent<bigint>;
  /** What messages that came in lately began with, by id: it names the thread that is opened on one. */
  readonly titles: Recent<string>;
  /** Who wrote what the bot took in lately, by the id of the message: a deletion does not say. */
  readonly writers: Recent<Sender>;
  /** What reactions ask for, by emoji (or by the name of a server's own). */
  readonly reactions: Readonly<Record<string, ReactionVerb>>;
  readonly maxAgeMs: number;
  readonly commands: readonly CommandHelp[];
  bot(): BotIdentity | undefined;
  /** Undefined before the start and after the stop. */
  receiver(): ChatReceiver | undefined;
}
