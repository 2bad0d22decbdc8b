import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ModelRequest } from "../../../src/execution/model/chat-model.ts";
import { ensurePrivateRedis } from "../../../src/store/private-redis.ts";
import { startScriptedServer } from "../../adapters/llm/scripted-server.ts";
import type { ScriptedServer } from "../../adapters/llm/scripted-server.ts";
import { startDiscordServer } from "../../adapters/discord/discord-server.ts";
import type { DiscordServer } from "../../adapters/discord/discord-server.ts";
import { ID } from "../../adapters/discord/room.ts";
import { freePort } from "../../free-port.ts";
import { commandLine } from "../../integration/command-line.ts";
import { makeFolder, put } from "../../tools/team-repository.ts";
import { SIGNING_SECRET, startSlackPeer } from "../slack/slack-peer.ts";
import type { SlackPeer } from "../slack/slack-peer.ts";

export interface WholeOptions {
  /** How Slack's events reach the bot. */
  readonly slack: "http" | "socket";
  /** Channels on Discord beside those that are always there; absent: the bot is on Slack alone. */
  readonly discord?: readonly string[];
  readonly workers: number;
  /** Jobs that one worker does side by side. */
  readonly concurrency: number;
  /** How long a model takes to answer, and so an agent for its work. */
  readonly workMs: number;
  /** What an agent reports, by what it was asked. */
  readonly report: (request: ModelRequest) => string;
}

/** Switchyard as it is installed: a bot, workers and Redis, each a process; the platforms and a model are in this one. */
export interface WholeRig {
  readonly slack: SlackPeer;
  readonly discord: DiscordServer;
  /** How often a model was asked. */
  readonly modelCalls: () => number;
  /** Where Slack posts its events to. */
  readonly url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

function configOf({ concurrency, discord = [] }: WholeOptions): string {
  const channels = discord.map(
    (id, at) => `  - { id: c${at}, platform: discord, channel: "${id}", purpose: requests }\n`,
  );
  return `workspace: { path: work }
models:
  default: { use: "openai:tiny" }
  timeoutMs: 120000
  prices: { "openai:tiny": { input: 1, output: 1 } }
jobs: { concurrency: ${concurrency}, shutdownMs: 1000 }
slack: { streaming: "off" }
${channels.length === 0 ? "" : `channels:\n${channels.join("")}`}`;
}

function startProcess(env: Readonly<Record<string, string>>, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, commandLine(...args), {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  // Should this process end without tidying up.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
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

async function startPeers({ discord: channels = [], workMs, report }: WholeOptions) {
  const slack = await startSlackPeer();
  const discord = await startDiscordServer();
  for (const id of channels)
    discord.room.channels.set(id, { id, type: 0, guild_id: ID.guild, name: `c${id}`, last_message_id: null });
  const model = await startScriptedServer(async (request) => {
    await sleep(workMs);
    const input = { summary: report(request), confidence: 0.9 };
    return { calls: [{ name: "deliver_report", input }] };
  });
  return { slack, discord, model };
}

function platformEnv(
  options: WholeOptions,
  peers: { slack: SlackPeer; discord: DiscordServer },
  port: number,
) {
  const slack =
    options.slack === "http"
      ? { SLACK_SIGNING_SECRET: SIGNING_SECRET }
      : { SLACK_APP_TOKEN: "xapp-1-A1-1-abc" };
  const discord =
    options.discord === undefined ? {} : { DISCORD_TOKEN: "token", DISCORD_API_URL: peers.discord.apiUrl };
  return {
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_API_URL: peers.slack.apiUrl,
    SWITCHYARD_HTTP_PORT: String(port),
    ...slack,
    ...discord,
  };
}

/** `warmUp`: something for agents to do until every worker has done some; whoever starts is slow, and slows others. */
export async function startWhole(
  options: WholeOptions,
  warmUp: (rig: WholeRig, number: number) => Promise<void>,
): Promise<WholeRig> {
  const tidy: (() => unknown)[] = [];
  const home = makeFolder((step) => void tidy.push(step));
  put(home, { "switchyard.yaml": configOf(options), "work/pool.rs": "fn allocator_test() {}\n" });
  const redis = await ensurePrivateRedis({ dataDir: `${home}/data`, fsync: "everysec" });
  const { model, ...peers } = await startPeers(options);
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
  const children = [
    startProcess({ ...shared, ...platformEnv(options, peers, port) }, "start", "--no-console", "--no-worker"),
    ...Array.from({ length: options.workers }, () => startProcess(shared, "worker")),
  ];
  const rig: WholeRig = {
    ...peers,
    modelCalls: () => model.requests.length,
    url: `http://127.0.0.1:${port}/slack/events`,
    async stop() {
      for (const child of children) child.kill("SIGTERM");
      await Promise.all(children.map(async (child) => child.exitCode ?? once(child, "exit")));
      for (const each of [model, peers.slack, peers.discord]) await each.close();
      await redis.stop();
      for (const step of tidy) await step();
    },
  };
  try {
    await ready(`http://127.0.0.1:${port}/readyz`);
    await beWarm(rig, model, { workers: options.workers, warmUp });
    return rig;
  } catch (error) {
    await rig.stop();
    throw error;
  }
}

async function beWarm(
  rig: WholeRig,
  model: ScriptedServer,
  { workers, warmUp }: { workers: number; warmUp: (rig: WholeRig, number: number) => Promise<void> },
): Promise<void> {
  for (let number = 0; number < workers * 4; number += 1) {
    await warmUp(rig, number);
    const deadline = performance.now() + READY_WITHIN_MS;
    while (model.requests.length <= number) {
      if (performance.now() > deadline) throw new Error("no agent has begun");
      await sleep(50);
    }
  }
}
