import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackSender } from "../../../adapters/slack/create-slack-sender.ts";
import type { ChatPort, Pace } from "../../../src/chat/chat-port.ts";
import { systemClock } from "../../../src/clock.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { startDispatcher } from "../../../src/outbox/create-dispatcher.ts";
import type { NewDelivery } from "../../../src/outbox/delivery.ts";
import type { Store } from "../../../src/store/store.ts";
import { startScriptedSlack } from "../../adapters/slack/scripted-slack.ts";
import type { ScriptedSlack } from "../../adapters/slack/scripted-slack.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import { pause } from "./signed-post.ts";

export interface SendingRig {
  readonly slack: ScriptedSlack;
  readonly store: Store;
  /** What the sender said about its access. */
  readonly told: readonly string[];
  enqueue(...deliveries: readonly NewDelivery[]): Promise<void>;
  /** Waits until nothing waits any more; false when that takes too long. */
  drained(withinMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

export interface SendingOptions {
  readonly pace: Pace;
  readonly attempts?: number;
  readonly backoffMs?: number;
  /** Bots that share the outbox. Default 2. */
  readonly bots?: number;
  readonly timeoutMs?: number;
}

export const ADDRESS = "slack-T1";
/** How many posts a bot has on the way at most. */
export const LANES = 8;

export function threadOf(channel: string, number = 1) {
  return {
    platform: "slack",
    workspace: "T1",
    channel,
    thread: `1700000000.${String(number).padStart(6, "0")}`,
  };
}

export function postOf(id: string, to: ReturnType<typeof threadOf>, isUrgent = false): NewDelivery {
  return { id, content: { kind: "post", to, message: { text: `text of ${id}` } }, isUrgent };
}

/** The outbox with the real dispatcher and sender against a Slack that does as it is told. */
export async function startSendingRig(options: SendingOptions): Promise<SendingRig> {
  const { pace, attempts = 12, backoffMs = 50, bots = 2, timeoutMs = 20_000 } = options;
  const slack = await startScriptedSlack();
  const store = createMemoryStore({ now: systemClock.now });
  const told: string[] = [];
  const open = async () => {
    const clients = createSlackClients({ apiUrl: slack.apiUrl, log: silentLogger, timeoutMs });
    clients.add({ workspace: "T1", botToken: "xoxb-1", botUserId: "UBOT" });
    const sender = createSlackSender({
      clients,
      log: silentLogger,
      now: systemClock.now,
      onRefused: (workspace) => told.push(`refused ${workspace}`),
    });
    const port: ChatPort = {
      ...sender,
      pace,
      platform: "slack",
      workspaces: () => ["T1"],
      start: async () => undefined,
      stop: async () => undefined,
    };
    return startDispatcher({
      deliveries: store.deliveries,
      wake: store.wake,
      ports: [port],
      clock: systemClock,
      random: Math.random,
      log: silentLogger,
      limits: { attempts, backoffMs, maxBackoffMs: backoffMs * 4, leaseMs: 60_000, lanes: LANES },
    });
  };
  const dispatchers = await Promise.all(Array.from({ length: bots }, open));
  return {
    slack,
    store,
    told,
    enqueue: async (...deliveries) => void (await store.commit({ deliveries })),
    async drained(withinMs) {
      const deadline = Date.now() + withinMs;
      while ((await store.deliveries.pendingCount(ADDRESS)) > 0) {
        if (Date.now() > deadline) return false;
        await pause(10);
      }
      return true;
    },
    async stop() {
      await Promise.all(dispatchers.map(async (dispatcher) => dispatcher.stop()));
      await slack.close();
    },
  };
}

/** The most that fall into any window of this length. */
export function mostWithin(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((start) => sorted.filter((at) => at >= start && at < start + windowMs).length),
  );
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
