import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { ChatUser } from "../../src/chat/messages.ts";
import { DEFAULT_BOT_NAME, DEFAULT_CHANNEL, DEFAULT_POLL_MS, columnsOf } from "./console-options.ts";
import type { ConsoleOptions } from "./console-options.ts";
import { openConsoleRoom } from "./console-room.ts";
import type { ConsoleRoom } from "./console-room.ts";
import { createConsoleTheme } from "./console-theme.ts";
import { createConsoleView } from "./create-console-view.ts";
import { createPlainTerminal } from "./create-plain-terminal.ts";
import { createRoomPort } from "./create-room-port.ts";
import { OneShot } from "./one-shot.ts";
import type { AskOptions } from "./one-shot.ts";
import type { ConsoleStreams } from "./terminal.ts";
import type { Transcript } from "./transcript.ts";

export interface OneShotChatOptions extends ConsoleOptions, Pick<ConsoleStreams, "output"> {
  /** Print nothing; the caller prints the transcript. */
  readonly json?: boolean;
}

/** The console for one question at a time; it asks no forms, for nobody is there to fill them in. */
export interface OneShotChat extends ChatPort {
  /**
   * Sends one message and resolves when its status is final, which is delivered after the last post of its thread.
   * Prints the thread as it happens. Rejects with a `BotError` when the core does not take the message, when
   * `signal` fires (`chat.aborted`), and when the port stops first (`chat.stopped`).
   */
  ask(text: string, options?: AskOptions): Promise<Transcript>;
}

function printRoom(room: ConsoleRoom, session: string, oneShot: OneShot, options: OneShotChatOptions): void {
  createConsoleView({
    room,
    session,
    terminal: createPlainTerminal({ output: options.output }),
    theme: createConsoleTheme(options.colors),
    columns: columnsOf(options.columns),
    channel: options.channel ?? DEFAULT_CHANNEL,
    isPresent: (userId) => oneShot.present.has(userId),
    botName: options.botName ?? DEFAULT_BOT_NAME,
    now: options.now,
    isShown: (_channel, root) => oneShot.isAsked(root),
  });
}

/** The console behind `ask`: the same port and journal as the chat, one message, then done. */
export function createOneShotChat(options: OneShotChatOptions): OneShotChat {
  const { now, newId, workspace } = options;
  const people: ChatUser[] = [options.user, ...(options.people ?? [])];
  const session = newId();
  const room = openConsoleRoom({ folder: options.journal, workspace, newId });
  const channel = options.channel ?? DEFAULT_CHANNEL;
  const oneShot = new OneShot({
    room,
    session,
    channel,
    now,
    newId,
    people,
    user: options.user,
    pollMs: options.pollMs ?? DEFAULT_POLL_MS,
  });
  // The view hears of an entry before the one-shot does, so that everything is printed when `ask` resolves.
  if (options.json !== true) printRoom(room, session, oneShot, options);
  room.subscribe((entry) => oneShot.apply(entry));
  const { present } = oneShot;
  return {
    ...createRoomPort({ room, people, present, filesFolder: options.files, now, newId }),
    start: async (receiver) => oneShot.start(receiver),
    stop: async () => oneShot.stop(),
    ask: async (text, askOptions = {}) => oneShot.ask(text, askOptions),
  };
}
