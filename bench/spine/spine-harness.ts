import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAgentWorkers } from "../../jobs/start-workers.ts";
import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import type { IncomingMessage } from "../../src/chat/messages.ts";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import type { ConnectedStore } from "../../src/entry/connect-store.ts";
import { startBot } from "../../src/entry/start-bot.ts";
import { unknownProject } from "../../src/conversation/project-context.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createDefinitions } from "../../src/orchestration/create-definitions.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import { planTask } from "../../src/orchestration/plan-task.ts";
import { fixedRoute } from "../../test/fakes/fixed-route.ts";

export const CONCURRENCY = 100;

export interface BenchRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** A redis-server of its own with the settings that Switchyard asks for: append-only file, noeviction. */
export async function startBenchRedis(): Promise<BenchRedis> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-bench-"));
  const socket = join(dir, "redis.sock");
  const args = [
    "--port",
    "0",
    "--unixsocket",
    socket,
    "--dir",
    dir,
    "--save",
    "",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = spawn("redis-server", [...args, "--appendonly", "yes"], { stdio: "ignore" });
  await once(child, "spawn");
  return {
    url: `unix://${socket}`,
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const RETENTION = { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 };
const JOBS = {
  concurrency: CONCURRENCY,
  attempts: 5,
  backoffMs: 1_000,
  maxStarts: 5,
  timeoutMs: 60_000,
  lockMs: 10_000,
  stalledMs: 5_000,
};
const OUTBOX = { attempts: 10, backoffMs: 1_000, maxBackoffMs: 60_000, leaseMs: 30_000, lanes: 64 };

export interface Spine {
  readonly connected: ConnectedStore;
  /** Sends one message in and resolves with its latency in ms when its final reply was delivered. */
  send(index: number): Promise<number>;
  /** Accepts one message without waiting for anything else. */
  accept(index: number): Promise<void>;
  stop(): Promise<void>;
}

/** The whole path, inbox to final delivery, in this process, with an agent and a platform that do nothing. */
export async function startSpine(redisUrl: string, options: { readonly workers: boolean }): Promise<Spine> {
  const connected = await connectStore({
    url: redisUrl,
    workspaceId: `bench${Date.now()}`,
    retention: RETENTION,
    allowUnsafe: false,
    withinMs: 10_000,
    jobs: JOBS,
    clock: systemClock,
    log: silentLogger,
  });
  const definitions = await createDefinitions({ dir: "agent-config" });
  const agents = () => definitions.current().agents;
  const finals = new Map<string, () => void>();
  let receiver: ChatReceiver | undefined;
  const chat: ChatPort = {
    platform: "bench",
    workspaces: () => ["bench"],
    async start(to) {
      receiver = to;
    },
    async stop() {
      receiver = undefined;
    },
    async post(to, _message, { deliveryId }) {
      if (deliveryId.includes(".final.")) finals.get(to.thread ?? "")?.();
      return { ...to, id: deliveryId };
    },
    update: async () => undefined,
    setStatus: async () => undefined,
  };
  const bot = await startBot({
    connected,
    chats: [chat],
    clock: systemClock,
    random: Math.random,
    log: silentLogger,
    retention: RETENTION,
    outbox: OUTBOX,
    conversation: {
      router: { route: async (text) => fixedRoute(text) },
      agents,
      plan: (request) => planTask(request, definitions.current()),
      patterns: () => [],
      people: createPeople(Config.parse({})),
      hasApprovers: false,
      definitions: () => definitions.current(),
      load: createAgentLoad({ store: connected.store, now: systemClock.now }),
      maxChoices: () => 3,
      permissions: { may: () => true },
      project: unknownProject,
      newReference: () => "R-bench",
    },
  });
  const runner = { name: "no-op", run: async () => ({ summary: "done", body: "done", madeBy: "no-op" }) };
  const execution = {
    store: connected.store,
    agents,
    runner,
    jobs: connected.queue,
    checks: { judge: async () => ({ outcome: "passed" as const, note: "", reports: [] }) },
    clock: systemClock,
    newReference: () => "R-bench",
  };
  const workers = options.workers ? startAgentWorkers(connected.workerHost, execution) : undefined;

  async function accept(index: number): Promise<void> {
    await receiver?.receive(messageOf(index));
  }

  return {
    connected,
    accept,
    async send(index) {
      const start = performance.now();
      const final = new Promise<void>((resolve) => finals.set(`i${index}`, resolve));
      await accept(index);
      await final;
      finals.delete(`i${index}`);
      return performance.now() - start;
    },
    async stop() {
      await workers?.stop(10_000);
      await bot.stop(10_000);
      await definitions.close();
      await connected.close();
    },
  };
}

function messageOf(index: number): IncomingMessage {
  return {
    kind: "message",
    platform: "bench",
    workspace: "bench",
    channel: "ops",
    id: `i${index}`,
    from: { id: `u${index % 20}` },
    sentAt: new Date().toISOString(),
    text: `the allocator test in bitnet-core fails since the last merge, can someone find out why? case ${index}`,
    files: [],
  };
}

/** Runs `count` calls with a fixed number in flight; resolves with the seconds it took. */
export async function inFlight(
  count: number,
  width: number,
  call: (index: number) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        await call(index);
      }
    }),
  );
  return (performance.now() - start) / 1000;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
