import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import type { CommandHelp } from "../../src/chat/command-help.ts";
import type { ReactionVerb } from "../../src/chat/messages.ts";
import type { Clock } from "../../src/clock.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import { createConversations, PLATFORM } from "./conversations.ts";
import { createDirectory, DIRECT } from "./directory.ts";
import type { BotIdentity, DiscordContext } from "./discord-context.ts";
import { createRecent } from "./discord-memory.ts";
import type { DiscordMemory } from "./discord-memory.ts";
import { createDiscordRest } from "./discord-rest.ts";
import { connectGateway } from "./connect-gateway.ts";
import { createGateway } from "./gateway.ts";
import type { Gateway, GatewayState } from "./gateway.ts";
import { createInteractionBook } from "./interaction-book.ts";
import { createMessageLanes } from "./message-lanes.ts";
import { createPlacesToPost } from "./places-to-post.ts";
import { createPortMethods } from "./port-methods.ts";
import { createSeenMessages } from "./seen-messages.ts";
import { createDispatchTaker } from "./take-dispatch.ts";

export interface DiscordChatOptions {
  readonly token: string;
  /** Default: Discord's own. The gateway's address comes from there. */
  readonly apiUrl?: string | undefined;
  readonly shards?: { readonly count: number; readonly ids?: readonly number[] | undefined } | undefined;
  readonly memory: DiscordMemory;
  /** The bot's commands, to put the arguments of one into their order. */
  readonly commands?: readonly CommandHelp[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells whoever looks after the installation something that they must act on, where Discord is not needed for it. */
  readonly alarm: (text: string) => void;
  /** What reactions ask for, by emoji. */
  readonly reactions: Readonly<Record<string, ReactionVerb>>;
  /** Channels that are read from the start, by id. */
  readonly watch?: readonly string[];
  /** What was said longer ago while the bot was away is left alone, in milliseconds. */
  readonly maxAgeMs: number;
  /** How long the start waits for the connection before it goes on in the background. Default 20 s. */
  readonly connectWithinMs?: number;
  /** How long to wait for the beginning of a connection. Default 15 s. */
  readonly helloTimeoutMs?: number;
}

export interface DiscordHealth {
  readonly state: GatewayState;
  /** When Discord was last heard of, milliseconds since the epoch. */
  readonly heardAtMs: number;
  /** Of the last ten minutes. */
  readonly invalidRequests: number;
  /** Messages that wait to be taken in. */
  readonly waiting: number;
}

/** A channel takes five messages in five seconds. */
const PACE = { perChannelMs: 1_000, burst: 5 } as const;

export interface DiscordChat extends ChatPort {
  readonly pace: typeof PACE;
  /** What keeps it from working now, a sentence each; empty while all is well. */
  problems(): readonly string[];
  health(): DiscordHealth;
  /** The newest message of a watched channel that was dealt with: what is younger is fetched after a break. */
  seenUpTo(channelId: string): string | undefined;
}

/** Errors of the door that no other try cures. */
const FINAL = new Set(["inbox.invalid", "inbox.too_long"]);

/** What changes while the adapter runs. */
interface Live {
  bot?: BotIdentity | undefined;
  receiver?: ChatReceiver | undefined;
}

function createContext(options: DiscordChatOptions, live: Live): DiscordContext {
  const { clock, log, memory, alarm } = options;
  const rest = createDiscordRest({
    ...pick(options),
    clock,
    onInvalidRequests: (count) =>
      alarm(
        `Discord has refused ${count} requests of the bot in ten minutes; at 10,000 it shuts the bot out. See the log, and \`switchyard doctor\`.`,
      ),
  });
  const directory = createDirectory(rest, () => live.bot?.userId);
  return {
    rest,
    clock,
    log,
    memory,
    directory,
    conversations: createConversations({ directory, rest, memory }),
    seen: createSeenMessages({ memory, clock, log }),
    lanes: createMessageLanes({
      clock,
      log,
      isFinal: (error) => error instanceof BotError && FINAL.has(error.code),
    }),
    behind: new Set(),
    interactions: createInteractionBook(clock),
    posted: createRecent(5_000),
    homes: createRecent(20_000),
    allowed: createRecent(2_000),
    titles: createRecent(2_000),
    writers: createRecent(10_000),
    reactions: options.reactions,
    maxAgeMs: options.maxAgeMs,
    commands: options.commands ?? [],
    bot: () => live.bot,
    receiver: () => live.receiver,
  };
}

function openGateway(options: DiscordChatOptions, context: DiscordContext, live: Live): Gateway {
  const { clock, log, shards, helloTimeoutMs } = options;
  const { directory } = context;
  return createGateway({
    token: options.token,
    rest: context.rest.client,
    clock,
    log,
    shards,
    ...(helloTimeoutMs === undefined ? {} : { helloTimeoutMs }),
    onDispatch: createDispatchTaker(context, {
      onReady({ user, application, guilds }) {
        live.bot = { userId: user.id, applicationId: application?.id ?? user.id };
        for (const { id } of guilds) directory.addGuild({ id, channels: [], threads: [], roles: [] });
      },
      onGuildGone: (guild) => log.warn({ guild }, "the bot was removed from a Discord server"),
    }),
    onFatal(problem) {
      log.error({ problem }, "Discord is given up");
      options.alarm(problem);
    },
  });
}

/** Discord as a chat port. */
export function createDiscordChat(options: DiscordChatOptions): DiscordChat {
  const { clock, log, connectWithinMs: withinMs = 20_000 } = options;
  const live: Live = {};
  const context = createContext(options, live);
  const { directory, lanes, rest, seen } = context;
  const gateway = openGateway(options, context, live);
  let stopConnecting: (() => void) | undefined;
  let isStopped = false;
  return {
    platform: PLATFORM,
    pace: PACE,
    problems: () => problemsOf(gateway, clock.now()),
    workspaces: () => (live.bot === undefined ? [] : [...directory.guilds(), DIRECT]),
    async start(receiver) {
      live.receiver = receiver;
      await seen.load();
      for (const channelId of options.watch ?? []) seen.watch(channelId);
      stopConnecting = await connectGateway(gateway, { clock, log, withinMs });
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      live.receiver = undefined;
      stopConnecting?.();
      await gateway.close().catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, "Discord's connection did not close cleanly");
      });
      await lanes.stop();
      await seen.flush();
      rest.close();
    },
    seenUpTo: (channelId) => seen.lastOf(channelId),
    health: () => ({
      state: gateway.state(),
      heardAtMs: gateway.heardAtMs(),
      invalidRequests: rest.invalidRequests(),
      waiting: lanes.waiting(),
    }),
    ...createPortMethods(context, createPlacesToPost(context)),
  };
}

function pick({ token, apiUrl }: DiscordChatOptions): { token: string; apiUrl?: string } {
  return { token, ...(apiUrl === undefined ? {} : { apiUrl }) };
}

/** Discord answers a heartbeat every 41 s; after three of them nothing is heard any more, whatever the socket says. */
const DEAF_AFTER_MS = 130_000;

function problemsOf(gateway: Gateway, nowMs: number): string[] {
  const problem = gateway.problem();
  if (problem !== undefined) return [problem];
  if (gateway.state() === "down") return ["Discord is not connected."];
  return gateway.state() === "up" && nowMs - gateway.heardAtMs() > DEAF_AFTER_MS
    ? ["Nothing was heard of Discord for over two minutes."]
    : [];
}
