import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAgentWorkers } from "../../jobs/start-workers.ts";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import { startBot } from "../../src/entry/start-bot.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createDefinitions } from "../../src/orchestration/create-definitions.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import { planTask } from "../../src/orchestration/plan-task.ts";
import { fixedRoute } from "../fakes/fixed-route.ts";
import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import { unknownProject } from "../../src/conversation/project-context.ts";
import { freePort } from "../free-port.ts";

let dir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "switchyard-topology-"));
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
  await rm(dir, { recursive: true, force: true });
});

async function startRedis(port: number, args: readonly string[]): Promise<void> {
  const safe = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    dir,
    "--save",
    "",
    "--appendonly",
    "yes",
  ];
  children.push(
    spawn("redis-server", [...safe, "--maxmemory-policy", "noeviction", ...args], { stdio: "ignore" }),
  );
  await untilAnswers(port, ["ping"], ["PONG", "NOAUTH"]);
}

async function untilAnswers(
  port: number,
  command: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      const answer = execFileSync("redis-cli", ["-p", String(port), ...command], {
        encoding: "utf8",
        stdio: "pipe",
      });
      if (wanted.some((each) => answer.includes(each))) return;
    } catch {
      // Not up yet.
    }
    await sleep(100);
  }
  throw new Error(`redis on ${port} never answered ${wanted.join(" or ")}`);
}

/** One request through everything that touches Redis; resolves with the final reply. */
async function roundTrip(url: string): Promise<string> {
  const retention = { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 };
  const jobs = {
    concurrency: 2,
    attempts: 3,
    backoffMs: 100,
    maxStarts: 5,
    timeoutMs: 60_000,
    lockMs: 10_000,
    stalledMs: 5_000,
  };
  const base = { clock: systemClock, log: silentLogger, retention };
  const connected = await connectStore({
    ...base,
    url,
    workspaceId: "topology",
    allowUnsafe: false,
    withinMs: 60_000,
    jobs,
  });
  const definitions = await createDefinitions({ dir: "agent-config" });
  const agents = () => definitions.current().agents;
  let receiver: ChatReceiver | undefined;
  let onFinal: (text: string) => void = () => undefined;
  const final = new Promise<string>((resolve) => {
    onFinal = resolve;
  });
  const chat: ChatPort = {
    platform: "test",
    workspaces: () => ["w"],
    start: async (to) => {
      receiver = to;
    },
    stop: async () => undefined,
    post: async (to, { text }, { deliveryId }) => {
      if (deliveryId.includes(".final.")) onFinal(text);
      return { ...to, id: deliveryId };
    },
    update: async () => undefined,
    setStatus: async () => undefined,
  };
  const newReference = () => "R-1";
  const runner = { name: "echo", run: async () => ({ summary: "ok", body: "it works", madeBy: "echo" }) };
  const bot = await startBot({
    ...base,
    connected,
    chats: [chat],
    random: Math.random,
    outbox: { attempts: 3, backoffMs: 100, maxBackoffMs: 1_000, leaseMs: 30_000, lanes: 4 },
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
      newReference,
    },
  });
  const workers = startAgentWorkers(connected.workerHost, {
    store: connected.store,
    jobs: connected.queue,
    checks: { judge: async () => ({ outcome: "passed", note: "", reports: [] }) },
    agents,
    runner,
    clock: systemClock,
    newReference,
  });
  const where = { platform: "test", workspace: "w", channel: "c", id: "1" };
  await receiver?.receive({
    kind: "message",
    ...where,
    from: { id: "u" },
    sentAt: new Date().toISOString(),
    text: "it fails",
    files: [],
  });
  const text = await final;
  await workers.stop(5_000);
  await bot.stop(5_000);
  await definitions.close();
  await connected.close();
  return text;
}

test("works on a Redis Cluster", async () => {
  const port = await freePort();
  const busPort = await freePort();
  await startRedis(port, [
    "--cluster-enabled",
    "yes",
    "--cluster-port",
    String(busPort),
    "--cluster-announce-ip",
    "127.0.0.1",
  ]);
  execFileSync("redis-cli", ["-p", String(port), "cluster", "addslotsrange", "0", "16383"]);
  await untilAnswers(port, ["cluster", "info"], ["cluster_state:ok"]);

  expect(await roundTrip(`redis+cluster://127.0.0.1:${port}`)).toBe("it works");
});

test("works through Redis Sentinel", async () => {
  const port = await freePort();
  const sentinelPort = await freePort();
  await startRedis(port, []);
  const config = join(dir, "sentinel.conf");
  await writeFile(
    config,
    `port ${sentinelPort}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${port} 1\n`,
  );
  children.push(spawn("redis-server", [config, "--sentinel"], { stdio: "ignore", cwd: dir }));
  await untilAnswers(sentinelPort, ["ping"], ["PONG"]);

  expect(await roundTrip(`redis+sentinel://127.0.0.1:${sentinelPort}/main`)).toBe("it works");
});

test("works with a password and a database number", async () => {
  const port = await freePort();
  await startRedis(port, ["--requirepass", "s3cret/?"]);

  expect(await roundTrip(`redis://:${encodeURIComponent("s3cret/?")}@127.0.0.1:${port}/3`)).toBe("it works");
});
