import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../seeded-random.ts";
import { keepAlive, startNode } from "./mortal-process.ts";
import type { Mortal } from "./mortal-process.ts";
import { startPlatformServer } from "./platform-server.ts";
import type { PlatformServer } from "./platform-server.ts";
import { freePort } from "../free-port.ts";

export type Victim = "worker" | "bot" | "redis";

export interface ChaosPlan {
  readonly seed: number;
  readonly messages: number;
  /** Killed with SIGKILL at random moments while messages come in, in random order. */
  readonly kills: readonly Victim[];
  /** Mean pause between messages. */
  readonly paceMs: number;
  /** Give up waiting for final replies after this. */
  readonly patienceMs: number;
  readonly say?: (line: string) => void;
}

export interface ChaosReport {
  readonly accepted: number;
  /** Accepted messages without a final reply. */
  readonly lost: readonly string[];
  /** Delivery ids that the platform shows more than once, and messages with more than one final reply. */
  readonly doubled: readonly string[];
  /** Threads whose final reply stands before the acknowledgement. */
  readonly disordered: readonly string[];
  readonly lostAnswers: number;
  readonly redeliveries: number;
  /** From the last kill to the last final reply. */
  readonly recoveryMs: number;
}

async function startRedis(dir: string, socket: string): Promise<ChildProcess> {
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
  const child = spawn("redis-server", [...args, "--appendonly", "yes", "--appendfsync", "always"], {
    stdio: "ignore",
  });
  await once(child, "spawn");
  return child;
}

/** The platform's side of a message: posts it until some bot answers 2xx, as Slack does. */
async function deliver(ports: readonly number[], index: number, random: () => number): Promise<number> {
  const id = `m${index}`;
  const text = index % 10 === 9 ? "hi there" : `the allocator test fails, case ${index}`;
  const body = JSON.stringify({
    kind: "message",
    platform: "http",
    workspace: "chaos",
    channel: "ops",
    id,
    from: { id: `u${index % 5}` },
    sentAt: new Date().toISOString(),
    text,
    files: [],
  });
  for (let tries = 1; ; tries += 1) {
    const port = ports[Math.floor(random() * ports.length)];
    const ok = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body,
      signal: AbortSignal.timeout(3_000),
    })
      .then((response) => response.ok)
      .catch(() => false);
    if (ok) return tries - 1;
    await sleep(150);
  }
}

const isFinal = (deliveryId: string) => /\.(?:final\.r\d+|answer|dead\.r\d+)$/u.test(deliveryId);

function verdict(platform: PlatformServer, ids: readonly string[]) {
  const finals = new Map<string, number>();
  const seen = new Set<string>();
  const doubled: string[] = [];
  const disordered: string[] = [];
  const acked = new Set<string>();
  for (const { deliveryId, thread } of platform.posts) {
    if (seen.has(deliveryId)) doubled.push(deliveryId);
    seen.add(deliveryId);
    if (deliveryId.includes(".ack.")) acked.add(thread);
    if (!isFinal(deliveryId)) continue;
    finals.set(thread, (finals.get(thread) ?? 0) + 1);
    if (deliveryId.includes(".final.") && !acked.has(thread)) disordered.push(thread);
  }
  const lost = ids.filter((id) => !finals.has(id));
  return { lost, doubled: [...doubled, ...ids.filter((id) => (finals.get(id) ?? 0) > 1)], disordered };
}

/**
 * Sends messages to two real bots and two real workers on a real Redis while killing them with SIGKILL, loses the
 * platform's answers now and then, and counts what people see in the end.
 */
export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const random = seededRandom(plan.seed);
  const say = plan.say ?? (() => undefined);
  const dir = await mkdtemp(join(tmpdir(), "switchyard-chaos-"));
  const socket = join(dir, "redis.sock");
  let lostAnswers = 0;
  const platform = await startPlatformServer({
    loseAnswer: () => {
      const lose = random() < 0.05;
      if (lose) lostAnswers += 1;
      return lose;
    },
    rateLimit: () => random() < 0.03,
  });
  const ports = [await freePort(), await freePort()];
  const orders = {
    redisUrl: `unix://${socket}`,
    workspaceId: `chaos${plan.seed}`,
    platformUrl: platform.url,
    workMs: 150,
  };
  const downMs = () => 50 + random() * 1_500;
  const redis = await keepAlive(async () => startRedis(dir, socket), downMs);
  const bots = await Promise.all(
    ports.map(async (port) =>
      keepAlive(
        async () => startNode("test/chaos/chaos-process.ts", { ...orders, role: "bot", port }),
        downMs,
      ),
    ),
  );
  const workers = await Promise.all(
    [0, 0].map(async (port) =>
      keepAlive(
        async () => startNode("test/chaos/chaos-process.ts", { ...orders, role: "worker", port }),
        downMs,
      ),
    ),
  );
  const groups: Readonly<Record<Victim, readonly Mortal[]>> = { bot: bots, worker: workers, redis: [redis] };
  const ids = Array.from({ length: plan.messages }, (_, index) => `m${index}`);
  let redeliveries = 0;
  let lastKill = performance.now();

  async function kill(): Promise<void> {
    for (const victim of plan.kills.toSorted(() => random() - 0.5)) {
      await sleep((plan.messages * plan.paceMs * (0.5 + random())) / plan.kills.length);
      const group = groups[victim];
      const target = group[Math.floor(random() * group.length)];
      say(`kill -9 ${victim}`);
      lastKill = performance.now();
      await target?.kill();
    }
  }

  async function send(): Promise<void> {
    await Promise.all(
      ids.map(async (_, index) => {
        await sleep(index * plan.paceMs * (0.5 + random()));
        redeliveries += await deliver(ports, index, random);
      }),
    );
  }

  try {
    // The first start compiles the sources; killing begins once somebody answers.
    redeliveries += await deliver(ports, 0, random);
    await Promise.all([send(), kill()]);
    say(`all ${ids.length} messages accepted, waiting for the last replies`);
    const deadline = performance.now() + plan.patienceMs;
    while (verdict(platform, ids).lost.length > 0 && performance.now() < deadline) await sleep(100);
    const recoveryMs = Math.round(performance.now() - lastKill);
    // A double would come from a lease that ends later: wait for that long.
    await sleep(3_000);
    return { accepted: ids.length, ...verdict(platform, ids), lostAnswers, redeliveries, recoveryMs };
  } finally {
    for (const mortal of [...bots, ...workers, redis]) mortal.stop();
    await platform.close();
    await rm(dir, { recursive: true, force: true });
  }
}
