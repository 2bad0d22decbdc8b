import { BotError } from "../errors.ts";
import { keyRoot } from "./keys.ts";
import { createScriptRunner } from "./redis-commands.ts";
import type { RedisClient } from "./redis-connection.ts";
import { createRedisDeliveries } from "./redis-deliveries.ts";
import { createRedisEvents } from "./redis-events.ts";
import { createRedisHousekeeping } from "./redis-housekeeping.ts";
import { createRedisInbox } from "./redis-inbox.ts";
import { createRedisLabels } from "./redis-labels.ts";
import { createRedisLoad } from "./redis-load.ts";
import { createRedisTasks } from "./redis-tasks.ts";
import { createRedisUnitOfWork } from "./redis-unit-of-work.ts";
import type { Retention, StoreContext } from "./store-context.ts";
import type { DeadLetter, DeadLetterRepository, Store, WakeSignal } from "./store.ts";

export interface RedisStoreOptions {
  /** For commands. */
  readonly client: RedisClient;
  /** For the wake signal only: a subscribed connection can do nothing else. */
  readonly subscriber: RedisClient;
  readonly workspaceId: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly retention: Retention;
}

/** The store on Redis. All keys carry the workspace's hash tag; every multi-key write is one script. */
export function createRedisStore(options: RedisStoreOptions): Store {
  const root = keyRoot(options.workspaceId);
  const context: StoreContext = {
    client: options.client,
    root,
    script: createScriptRunner(options.client, root),
    now: options.now,
    retention: options.retention,
  };
  return {
    ...createRedisUnitOfWork(context),
    inbox: createRedisInbox(context),
    tasks: createRedisTasks(context),
    events: createRedisEvents(context),
    deliveries: createRedisDeliveries(context),
    deadLetters: createDeadLetters(context),
    questions: {
      get: async (threadKey) => (await options.client.get(`${root}:question:${threadKey}`)) ?? undefined,
    },
    labels: createRedisLabels(context),
    load: createRedisLoad(context),
    wake: createWakeSignal(options.subscriber, `${root}:wake`),
    housekeeping: createRedisHousekeeping(context),
  };
}

const KINDS: ReadonlySet<string> = new Set(["message", "task", "delivery"] satisfies DeadLetter["kind"][]);

function createDeadLetters(context: StoreContext): DeadLetterRepository {
  return {
    async list(limit) {
      const flat = await context.client.zrevrange(`${context.root}:dead`, 0, limit - 1, "WITHSCORES");
      const letters: DeadLetter[] = [];
      for (let index = 0; index < flat.length; index += 2) {
        letters.push(toDeadLetter(flat[index] ?? "", Number(flat[index + 1])));
      }
      return letters;
    },
  };
}

function toDeadLetter(member: string, atMs: number): DeadLetter {
  const kind = member.slice(0, member.indexOf(":"));
  if (!KINDS.has(kind))
    throw new BotError("store.corrupt", `The dead-letter list holds an unknown entry: ${member}.`);
  return { kind: kind as DeadLetter["kind"], id: member.slice(kind.length + 1), atMs };
}

function createWakeSignal(subscriber: RedisClient, channel: string): WakeSignal {
  // The connection subscribes once for all listeners: the first to leave must not silence the others.
  let listening = 0;
  return {
    async onWake(listener) {
      listening++;
      const onMessage = (from: string, address: string) => {
        if (from === channel) listener(address);
      };
      subscriber.on("message", onMessage);
      await subscriber.subscribe(channel);
      return async () => {
        subscriber.off("message", onMessage);
        listening--;
        if (listening === 0) await subscriber.unsubscribe(channel);
      };
    },
  };
}
