import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { CommandHelp } from "../../src/chat/command-help.ts";
import type { MessageRef } from "../../src/chat/messages.ts";
import { completeLine } from "./complete-line.ts";
import { DEFAULT_BOT_NAME, DEFAULT_CHANNEL, DEFAULT_POLL_MS, columnsOf } from "./console-options.ts";
import type { ConsoleOptions } from "./console-options.ts";
import { openConsoleRoom } from "./console-room.ts";
import { ConsoleSession } from "./console-session.ts";
import { createConsoleTheme } from "./console-theme.ts";
import type { ConsoleTheme } from "./console-theme.ts";
import { createConsoleView } from "./create-console-view.ts";
import { createDelivery } from "./create-delivery.ts";
import { createIncomingMaker } from "./create-incoming-maker.ts";
import { createLocalCommands } from "./create-local-commands.ts";
import { createPlainTerminal } from "./create-plain-terminal.ts";
import { createRoomPort } from "./create-room-port.ts";
import { InputHandler } from "./input-handler.ts";
import { LiveTerminal } from "./live-terminal.ts";
import type { ConsoleStreams, Terminal } from "./terminal.ts";

export interface ConsoleChatOptions extends ConsoleOptions, ConsoleStreams {
  /** Whether both streams are a terminal that can be repainted; else plain lines are read and written. */
  readonly isTTY: boolean;
  /** Where input is kept for the arrow keys of the next start; absent: nowhere. */
  readonly historyFile?: string | undefined;
  /** The commands that the core answers, for the help and for Tab. */
  readonly commands: readonly CommandHelp[];
  /** Agent ids for Tab; a function where they can change. */
  readonly agents: readonly string[] | (() => readonly string[]);
}

/** A chat in a terminal. */
export interface ConsoleChat extends ChatPort {
  /** Sends a message as the person at the console; rejects when the core does not take it. */
  say(text: string): Promise<MessageRef>;
  /** Hears when the person leaves: Ctrl-D, Ctrl-C twice, `/quit`, or the end of a pipe and all its answers. */
  onClose(listener: () => void): void;
}

/** For Tab, which must be ready before the commands themselves: they need the terminal. */
const LOCAL_COMMAND_NAMES = ["help", "history", "files", "resend", "reply", "clear", "quit"];

function openTerminal(options: ConsoleChatOptions): Terminal {
  const { input, output, historyFile, agents } = options;
  if (!options.isTTY) return createPlainTerminal({ input, output });
  const commands = new Set([...options.commands.map((command) => command.name), ...LOCAL_COMMAND_NAMES]);
  return new LiveTerminal({
    input,
    output,
    historyFile,
    complete: (line) =>
      completeLine(line, {
        commands: [...commands],
        agents: typeof agents === "function" ? agents() : agents,
      }),
  });
}

function welcomeRows(botName: string, theme: ConsoleTheme): string[] {
  return [`${theme.heading(botName)} ${theme.quiet("· type a request, /help shows more")}`];
}

function createSession(options: ConsoleChatOptions) {
  const { workspace, user, newId, now, commands } = options;
  const channel = options.channel ?? DEFAULT_CHANNEL;
  const botName = options.botName ?? DEFAULT_BOT_NAME;
  const session = newId();
  const columns = columnsOf(options.columns);
  const theme = createConsoleTheme(options.colors);
  const room = openConsoleRoom({ folder: options.journal, workspace, newId });
  const terminal = openTerminal(options);
  const isPresent = (userId: string): boolean => userId === user.id;
  const shared = { room, terminal, theme, columns, session, now, isPresent };
  const view = createConsoleView({ ...shared, channel, botName });
  const delivery = createDelivery({ room, session, once: false, now });
  const make = createIncomingMaker({ workspace, channel, user, now, newId });
  const forCommands = { ...shared, view, delivery, commands, quit: () => sitting.leave() };
  const local = createLocalCommands(forCommands);
  const sitting: ConsoleSession = new ConsoleSession({
    ...shared,
    view,
    delivery,
    make,
    input: new InputHandler({ ...forCommands, local, make }),
    welcome: welcomeRows(botName, theme),
    pollMs: options.pollMs ?? DEFAULT_POLL_MS,
  });
  return { room, sitting };
}

/** A pleasant terminal chat on the given streams; see `/help` in it for how people use it. */
export function createConsoleChat(options: ConsoleChatOptions): ConsoleChat {
  const { now, newId } = options;
  const { room, sitting } = createSession(options);
  const people = [options.user, ...(options.people ?? [])];
  const present = new Set([options.user.id]);
  return {
    ...createRoomPort({ room, people, present, filesFolder: options.files, now, newId }),
    start: async (receiver) => sitting.start(receiver),
    stop: async () => sitting.stop(),
    say: async (text) => sitting.say(text),
    onClose: (listener) => sitting.onClose(listener),
  };
}
