import { WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import { GatewayIntentBits } from "discord.js";
import type { REST } from "discord.js";
import type { Clock } from "../../src/clock.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import { failedWith, toBotError } from "./errors.ts";
import { createIdentifyThrottle } from "./identify-throttle.ts";

/**
 * The fewest that work: where the bot is, what is said there and to it, how people react. What people say (message
 * content) is the only one that has to be switched on in Discord's developer portal.
 */
const INTENTS =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.GuildMessageReactions |
  GatewayIntentBits.DirectMessages |
  GatewayIntentBits.DirectMessageReactions |
  GatewayIntentBits.MessageContent;

/** Close codes after which trying again is no use, with what to do. */
const FATAL: ReadonlyMap<number, string> = new Map([
  [4_004, "Discord refuses the token. Set DISCORD_TOKEN to a valid one and start again."],
  [4_010, "Discord refuses the shard. Correct `discord.shards` and start again."],
  [4_011, "The bot is in so many servers that Discord demands shards. Set `discord.shards` and start again."],
  [4_012, "Discord no longer speaks this version of its gateway. Update Switchyard."],
  [4_013, "Discord refuses the intents. Update Switchyard."],
  [
    4_014,
    "The bot may not read messages. Switch on Message Content Intent in Discord's developer portal, under Bot, and start again.",
  ],
]);

/** What comes over the gateway, as it came. */
export interface Dispatch {
  readonly type: string;
  readonly data: unknown;
}

export interface GatewayOptions {
  readonly token: string;
  readonly rest: REST;
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: as many as Discord recommends, all in this process. */
  readonly shards?: { readonly count: number; readonly ids?: readonly number[] | undefined } | undefined;
  onDispatch(dispatch: Dispatch): void;
  /** The connection is closed for good; the sentence says what to do. */
  onFatal(problem: string): void;
  /** How long to wait for the beginning of a connection. Default 15 s. */
  readonly helloTimeoutMs?: number;
}

/** `up`: receives. `down`: tries to. `fatal`: has given up. */
export type GatewayState = "down" | "up" | "fatal" | "stopped";

export interface Gateway {
  /** Resolves when all shards receive, or when none will; rejects with `discord.gateway` for what is fatal. */
  connect(): Promise<void>;
  close(): Promise<void>;
  state(): GatewayState;
  /** Why it has given up. */
  problem(): string | undefined;
  /** When Discord was last heard of, milliseconds since the epoch. */
  heardAtMs(): number;
}

/** What is known of the connection. */
interface Line {
  readonly up: Set<number>;
  fatal?: string;
  isClosed: boolean;
  heardAt: number;
}

function createManager({
  token,
  rest,
  clock,
  shards,
  helloTimeoutMs = 15_000,
}: GatewayOptions): WebSocketManager {
  return new WebSocketManager({
    token,
    rest,
    intents: INTENTS,
    helloTimeout: helloTimeoutMs,
    shardCount: shards?.count ?? null,
    shardIds: shards?.ids === undefined ? null : [...shards.ids],
    buildIdentifyThrottler: async (self) => {
      const { session_start_limit: limit } = await self.fetchGatewayInformation();
      return createIdentifyThrottle(limit.max_concurrency, clock);
    },
  });
}

function giveUp(code: number, line: Line, { onFatal }: GatewayOptions): void {
  const problem = FATAL.get(code);
  if (problem === undefined || line.fatal !== undefined) return;
  line.fatal = problem;
  onFatal(`Discord closed the connection for good (${code}). ${problem}`);
}

function listen(manager: WebSocketManager, line: Line, options: GatewayOptions): void {
  const { clock, log } = options;
  const heard = (): void => {
    line.heardAt = clock.now();
  };
  manager.on(WebSocketShardEvents.HeartbeatComplete, heard);
  // Not as a dispatch: that comes a moment after the connection counts as made, and who the bot is must be known by then.
  manager.on(WebSocketShardEvents.Ready, ({ data, shardId }) => {
    heard();
    line.up.add(shardId);
    if (!line.isClosed) options.onDispatch({ type: "READY", data });
  });
  manager.on(WebSocketShardEvents.Resumed, ({ shardId }) => {
    heard();
    line.up.add(shardId);
    log.info({ shard: shardId }, "Discord's session was resumed");
  });
  manager.on(WebSocketShardEvents.Closed, ({ code, shardId }) => {
    line.up.delete(shardId);
    log.warn({ shard: shardId, code }, "Discord closed the connection");
    giveUp(code, line, options);
  });
  // Without a listener an error would be thrown where nobody catches it.
  manager.on(WebSocketShardEvents.Error, ({ error, shardId }) =>
    log.warn({ shard: shardId, error: messageOf(error) }, "trouble with Discord's connection"),
  );
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    heard();
    const type: string = data.t;
    if (!line.isClosed && type !== "READY") options.onDispatch({ type, data: data.d });
  });
}

function stateOf({ isClosed, fatal, up }: Line): GatewayState {
  if (isClosed) return "stopped";
  if (fatal !== undefined) return "fatal";
  return up.size > 0 ? "up" : "down";
}

/** Resumes, starts anew and gives up as Discord's rules say; nothing that it hears can end the process. */
export function createGateway(options: GatewayOptions): Gateway {
  const line: Line = { up: new Set(), isClosed: false, heardAt: 0 };
  const manager = createManager(options);
  listen(manager, line, options);
  return {
    async connect() {
      try {
        await manager.connect();
      } catch (error) {
        if (failedWith(toBotError(error), "discord.unauthorized")) giveUp(4_004, line, options);
        const text = line.fatal ?? `Discord cannot be reached: ${messageOf(error)}`;
        throw new BotError("discord.gateway", text, { cause: error, retryable: line.fatal === undefined });
      }
    },
    async close() {
      line.isClosed = true;
      line.up.clear();
      await manager.destroy({ reason: "stopped" });
    },
    state: () => stateOf(line),
    problem: () => line.fatal,
    heardAtMs: () => line.heardAt,
  };
}
