import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { MessageState } from "../../src/chat/messages.ts";
import type { Settings } from "../../src/config/settings.ts";
import type { ChatHost } from "../../src/entry/open-chats.ts";
import type { Logger } from "../../src/log/logger.ts";

/** A message as people see it. */
export interface FlowPost {
  readonly id: string;
  /** The message that its thread began with; its own id outside of any thread. */
  readonly root: string;
  readonly isBot: boolean;
  readonly text: string;
  /** Labels of its buttons. */
  readonly offers: readonly string[];
  /** Names of its files. */
  readonly files: readonly string[];
  readonly isPrivate: boolean;
}

export interface FlowForm {
  readonly title: string;
  /** Ids of its fields. */
  readonly fields: readonly string[];
}

/** A chat platform with one person in one channel, from outside: what they do goes in, what they see comes out. */
export interface FlowPlatform {
  readonly name: string;
  /** Of the bot. */
  readonly env: Readonly<Record<string, string>>;
  readonly personId: string;
  readonly channelId: string;
  chats(options: { settings: Settings; host: ChatHost; log: Logger }): readonly ChatPort[];
  /** Resolves with the id of the message. */
  say(text: string, more: { thread?: string; file?: { name: string; text: string } }): Promise<string>;
  command(name: string, args: string): Promise<void>;
  press(post: FlowPost, button: string): Promise<void>;
  form(): Promise<FlowForm | undefined>;
  fill(values: Readonly<Record<string, string>>): Promise<void>;
  /** Oldest first. */
  posts(): Promise<readonly FlowPost[]>;
  statusOf(id: string): Promise<MessageState | undefined>;
  /** Opens the person's home; absent on platforms without. */
  home?(): Promise<string>;
  close(): Promise<void>;
}
