import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import type {
  ChatUser,
  Choices,
  Conversation,
  MessageRef,
  OutgoingFile,
  OutgoingMessage,
} from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { ConsoleRoom } from "./console-room.ts";
import type { SavedFile } from "./journal-entry.ts";
import { rootOf } from "./room-state.ts";
import { saveFile } from "./save-file.ts";

export interface RoomPortOptions {
  readonly room: ConsoleRoom;
  /** The people the console knows. */
  readonly people: readonly ChatUser[];
  /** Who sits at the console, and so sees private posts. */
  readonly present: ReadonlySet<string>;
  /** The folder that files are saved under, one folder a thread. */
  readonly filesFolder: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** The half of the port that speaks to people: everything but receiving and forms. */
export type RoomPort = Required<
  Pick<
    ChatPort,
    | "platform"
    | "workspaces"
    | "post"
    | "update"
    | "setStatus"
    | "findDelivery"
    | "postPrivate"
    | "lookupUser"
  >
>;

export const CONSOLE_PLATFORM = "console";

interface Post {
  readonly to: Conversation;
  readonly message: OutgoingMessage;
  readonly deliveryId: string;
  readonly privateTo?: string;
}

function checkWorkspace(
  where: { readonly platform: string; readonly workspace: string },
  room: ConsoleRoom,
): void {
  if (where.platform === CONSOLE_PLATFORM && where.workspace === room.workspace) return;
  const own = `${CONSOLE_PLATFORM}/${room.workspace}`;
  const reason = `This console serves ${own}, not ${where.platform}/${where.workspace}`;
  throw new BotError("chat.unknown_workspace", reason);
}

function requireKnown(ref: MessageRef, messages: ReadonlyMap<string, unknown>, room: ConsoleRoom): void {
  checkWorkspace(ref, room);
  room.refresh();
  if (messages.has(ref.id)) return;
  throw new BotError("chat.message_not_found", `The console knows no message ${ref.id}`);
}

function findRef(to: Conversation, deliveryId: string, room: ConsoleRoom): MessageRef | undefined {
  checkWorkspace(to, room);
  room.refresh();
  const ref = room.state.delivery(deliveryId)?.ref;
  return ref?.channel === to.channel ? ref : undefined;
}

function saveFiles(where: MessageRef, files: readonly OutgoingFile[], options: RoomPortOptions): SavedFile[] {
  const { number } = options.room.openThread(where.channel, rootOf(where));
  const folder = join(options.filesFolder, `thread-${number}`);
  return files.map((file) => saveFile(folder, file));
}

function addPost({ to, message, deliveryId, privateTo }: Post, options: RoomPortOptions): MessageRef {
  const { room } = options;
  const earlier = findRef(to, deliveryId, room);
  if (earlier !== undefined) return earlier;
  const { platform, workspace, channel, thread } = to;
  const ref = {
    platform,
    workspace,
    channel,
    id: options.newId(),
    ...(thread === undefined ? {} : { thread }),
  };
  const { text } = message;
  const choices = asked(message);
  const files = saveFiles(ref, message.files ?? [], options);
  const at = options.now().toISOString();
  room.append({ entry: "post", at, ref, deliveryId, text, choices, files, privateTo });
  // Another process may have been a moment faster with the same delivery: then its post is the one that counts.
  return room.state.delivery(deliveryId)?.ref ?? ref;
}

/** A number is all a person can press here, so what is only offered in passing would get in the way of questions. */
function asked({ choices }: OutgoingMessage): Choices | undefined {
  return choices?.isQuiet === true ? undefined : choices;
}

function updatePost(ref: MessageRef, message: OutgoingMessage, options: RoomPortOptions): void {
  const { room } = options;
  const { text, files = [] } = message;
  const choices = asked(message);
  requireKnown(ref, room.state.posts, room);
  const before = room.state.posts.get(ref.id);
  const isSame = before?.text === text && isDeepStrictEqual(before.choices, choices);
  if (isSame && files.length === 0) return;
  room.append({ entry: "update", id: ref.id, text, choices, files: saveFiles(ref, files, options) });
}

/** A post is in the room once it is in the journal; terminals show it from there. */
export function createRoomPort(options: RoomPortOptions): RoomPort {
  const { room } = options;
  return {
    platform: CONSOLE_PLATFORM,
    workspaces: () => [room.workspace],
    post: async (to, message, { deliveryId }) => addPost({ to, message, deliveryId }, options),
    update: async (ref, message) => updatePost(ref, message, options),
    async setStatus(ref, status) {
      requireKnown(ref, room.state.sent, room);
      room.append({ entry: "status", id: ref.id, status });
    },
    findDelivery: async (to, deliveryId) => findRef(to, deliveryId, room),
    async postPrivate(to, userId, message, { deliveryId }) {
      if (!options.present.has(userId)) {
        throw new BotError("chat.user_unreachable", `Nobody called ${userId} sits at this console`);
      }
      addPost({ to, message, deliveryId, privateTo: userId }, options);
    },
    async lookupUser(workspace, userId) {
      if (workspace !== room.workspace) return undefined;
      return options.people.find((person) => person.id === userId);
    },
  };
}
