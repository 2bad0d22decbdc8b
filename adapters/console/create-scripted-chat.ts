import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { ChatUser, Choice, MessageState } from "../../src/chat/messages.ts";
import { openConsoleRoom } from "./console-room.ts";
import { createDelivery } from "./create-delivery.ts";
import { createIncomingMaker } from "./create-incoming-maker.ts";
import type { IncomingMaker } from "./create-incoming-maker.ts";
import { createRoomPort } from "./create-room-port.ts";
import { DEFAULT_CHANNEL } from "./console-options.ts";
import { parseInput } from "./parse-input.ts";
import { rootOf } from "./room-state.ts";
import type { PostedMessage } from "./room-state.ts";

export interface ScriptedChatOptions {
  readonly workspace: string;
  /** The folder of the journal, of its own. */
  readonly journal: string;
  readonly files: string;
  readonly people: readonly ChatUser[];
  readonly now: () => Date;
  /** Ids that grow with time and never repeat. */
  readonly newId: () => string;
}

/** A post as a script sees it. */
export interface ScriptedPost {
  readonly id: string;
  readonly at: string;
  readonly channel: string;
  /** The id of what began the thread; the post's own when it stands in none. */
  readonly root: string;
  readonly text: string;
  /** Open ones. */
  readonly choices: readonly Choice[];
  readonly privateTo: string | undefined;
}

/** The console for a script: the same room and port as the chat, and several people who say what is written down. */
export interface ScriptedChat extends ChatPort {
  /** Says something in a thread, or opens one; `/name args` is a command. Resolves with the root of its thread. */
  say(userId: string, text: string, root?: string): Promise<string>;
  /** Picks a choice of a post by its number, label or value; false when it has none like that. */
  choose(userId: string, postId: string, option: string | number): Promise<boolean>;
  /** By time of posting. */
  posts(): readonly ScriptedPost[];
  /** Where a message stands. */
  statusOf(id: string): MessageState | undefined;
}

function toPost({ ref, at, text, choices, chosen, privateTo }: PostedMessage): ScriptedPost {
  const open = chosen === undefined ? (choices?.options ?? []) : [];
  return { id: ref.id, at, channel: ref.channel, root: rootOf(ref), text, choices: open, privateTo };
}

export function createScriptedChat(options: ScriptedChatOptions): ScriptedChat {
  const { workspace, people, now, newId, journal, files } = options;
  const room = openConsoleRoom({ folder: journal, workspace, newId });
  const delivery = createDelivery({ room, session: newId(), once: true, now });
  const present = new Set(people.map(({ id }) => id));

  function maker(userId: string): IncomingMaker {
    const user = people.find(({ id }) => id === userId) ?? { id: userId, name: userId };
    return createIncomingMaker({ workspace, channel: DEFAULT_CHANNEL, user, now, newId });
  }

  return {
    ...createRoomPort({ room, people, present, filesFolder: files, now, newId }),
    start: async (receiver) => delivery.connect(receiver),
    async stop() {
      delivery.connect(undefined);
      room.close();
    },
    async say(userId, text, root) {
      const input = parseInput(text);
      const thread = root === undefined ? undefined : room.openThread(DEFAULT_CHANNEL, root);
      const make = maker(userId);
      const incoming =
        input.kind === "command" ? make.command(input.name, input.args, thread) : make.message(text, thread);
      await delivery.send(incoming);
      return rootOf(incoming);
    },
    async choose(userId, postId, option) {
      const post = room.state.posts.get(postId);
      const offered = post === undefined ? [] : toPost(post).choices;
      const picked = offered.find(
        ({ value, label }, index) => option === value || option === label || Number(option) === index + 1,
      );
      if (post === undefined || picked === undefined) return false;
      await delivery.send(maker(userId).choice(post, picked.value));
      return true;
    },
    posts: () => [...room.state.posts.values()].map(toPost),
    statusOf: (id) => room.state.sent.get(id)?.status?.state,
  };
}
