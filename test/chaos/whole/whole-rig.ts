import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePrivateRedis } from "../../../src/store/private-redis.ts";
import { startScriptedServer } from "../../adapters/llm/scripted-server.ts";
import type { ScriptedServer } from "../../adapters/llm/scripted-server.ts";
import { freePort } from "../../free-port.ts";
import { commandLine } from "../../integration/command-line.ts";
import { makeFolder, put } from "../../tools/team-repository.ts";
import { pause, signedPost } from "../slack/signed-post.ts";
import { eventBody, mention, SIGNING_SECRET, startSlackPeer } from "../slack/slack-peer.ts";
import type { SlackPeer } from "../slack/slack-peer.ts";

export interface WholeOptions {
  readonly workers: number;
  /** Jobs that one worker does side by side. */
  readonly concurrency: number;
  /** How long a model takes to answer, and so an agent for its work. */
  readonly workMs: number;
}

/** Switchyard as it is installed: a bot, workers, Redis and a model server, each a process, and a Slack in this one. */
export interface WholeRig {
  readonly peer: SlackPeer;
  /** How often a model was asked, since everything was warm. */
  readonly modelCalls: () => number;
  /** Where Slack posts its events to. */
  readonly url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** Numbers of messages that are no part of the load. */
const WARM_UP = 900_000;

function configOf({ concurrency }: WholeOptions): string {
  return `workspace: { path: work }
models:
  default: { use: "openai:tiny" }
  timeoutMs: 120000
  prices: { "openai:tiny": { input: 1, output: 1 } }
jobs: { concurrency: ${concurrency}, shutdownMs: 1000 }
slack: { streaming: "off" }
`;
}

function startProcess(env: Readonly<Record<string, string>>, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, commandLine(...args), { env, stdio: ["ignore", "ignore", "inherit"] });
}

async function ready(url: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (performance.now() > deadline) throw new Error(`nothing is ready at ${url}`);
    await sleep(100);
  }
}

/** Requests until every worker has taken one: whoever starts is slow, and slows down the others. */
async function warmUp(url: string, model: ScriptedServer, workers: number): Promise<void> {
  for (let number = 0; number < workers * 4; number += 1) {
    const text = `@ask how does the ternary packing work? (start ${number})`;
    await signedPost(url, eventBody(mention(WARM_UP + number, text, { channel: `CWARM${number}` })));
    const deadline = performance.now() + READY_WITHIN_MS;
    while (model.requests.length <= number) {
      if (performance.now() > deadline) throw new Error("no agent has begun");
      await pause(50);
    }
  }
}

export async function startWhole(options: WholeOptions): Promise<WholeRig> {
  const tidy: (() => void | Promise<void>)[] = [];
  const home = makeFolder((step) => void tidy.push(step));
  put(home, { "switchyard.yaml": configOf(options), "work/pool.rs": "fn allocator_test() {}\n" });
  const redis = await ensurePrivateRedis({ dataDir: `${home}/data`, fsync: "everysec" });
  const peer = await startSlackPeer();
  const model = await startScriptedServer(async () => {
    await sleep(options.workMs);
    return { calls: [{ name: "deliver_report", input: { summary: "It is never freed.", confidence: 0.9 } }] };
  });
  const port = await freePort();
  const shared = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    REDIS_URL: redis.url,
    SWITCHYARD_CONFIG: `${home}/switchyard.yaml`,
    SWITCHYARD_DATA: `${home}/data`,
    SWITCHYARD_LOG: "error",
    OPENAI_BASE_URL: model.baseUrl,
  };
  const slack = {
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: peer.apiUrl,
    SWITCHYARD_HTTP_PORT: String(port),
  };
  const children = [
    startProcess({ ...shared, ...slack }, "start", "--no-console", "--no-worker"),
    ...Array.from({ length: options.workers }, () => startProcess(shared, "worker")),
  ];
  await ready(`http://127.0.0.1:${port}/readyz`);
  const url = `http://127.0.0.1:${port}/slack/events`;
  await warmUp(url, model, options.workers);
  const before = model.requests.length;
  return {
    peer,
    modelCalls: () => model.requests.length - before,
    url,
    async stop() {
      for (const child of children) child.kill("SIGTERM");
      await Promise.all(children.map(async (child) => child.exitCode ?? once(child, "exit")));
      await model.close();
      await peer.close();
      await redis.stop();
      for (const step of tidy) await step();
    },
  };
}
