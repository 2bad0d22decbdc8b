import type { Choices, IncomingMessage, MessageState } from "../../src/chat/messages.ts";
import type { SavedFile } from "./journal-entry.ts";
import type { RoomState } from "./room-state.ts";
import { rootOf } from "./room-state.ts";

/** Something the bot said in the thread, as it read at the end. */
export interface TranscriptMessage {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Markdown. */
  readonly text: string;
  /** Only the person who asked sees it. */
  readonly private: boolean;
  readonly files: readonly SavedFile[];
  readonly choices?: Choices;
}

/** What came of one question. */
export interface Transcript {
  readonly request: {
    readonly id: string;
    readonly user: string;
    readonly text: string;
    readonly sentAt: string;
  };
  /** The number of the thread in the console. */
  readonly thread: number;
  readonly status: MessageState;
  /** What the last status said beside its state. */
  readonly note?: string;
  /** Oldest first. */
  readonly messages: readonly TranscriptMessage[];
  /** Questions of the bot that wait for an answer; a message that is done all the same counts as answered. */
  readonly openChoices: readonly Choices[];
  /** 0 when it was answered, 1 when it failed. */
  readonly exitCode: 0 | 1;
}

/** Reads the transcript of a message off the room. */
export function toTranscript(message: IncomingMessage, state: RoomState): Transcript {
  const posts = [...state.posts.values()].filter(
    (post) =>
      post.ref.channel === message.channel &&
      rootOf(post.ref) === message.id &&
      (post.privateTo === undefined || post.privateTo === message.from.id),
  );
  const status = state.sent.get(message.id)?.status;
  const note = status?.note;
  return {
    request: { id: message.id, user: message.from.id, text: message.text, sentAt: message.sentAt },
    thread: state.threadOf(message.channel, message.id)?.number ?? 0,
    status: status?.state ?? "received",
    ...(note === undefined ? {} : { note }),
    messages: posts.map(({ ref, at, text, privateTo, files, choices }) => ({
      id: ref.id,
      at,
      text,
      private: privateTo !== undefined,
      files,
      ...(choices === undefined ? {} : { choices }),
    })),
    openChoices: posts.flatMap((post) =>
      post.choices === undefined || post.chosen !== undefined ? [] : [post.choices],
    ),
    exitCode: status?.state === "done" ? 0 : 1,
  };
}
