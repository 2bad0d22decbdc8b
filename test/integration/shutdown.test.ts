import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { identifyProcess } from "../../src/store/private-redis-process.ts";
import { freePort } from "../free-port.ts";
import { commandLine } from "./command-line.ts";

let home: string;
let port: number;
let children: ChildProcess[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-shutdown-"));
  children = [];
  port = await freePort();
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(home, { recursive: true, force: true });
});

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, commandLine(...args), {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      SWITCHYARD_DATA: home,
      SWITCHYARD_HTTP_PORT: String(port),
      ...env,
    },
  });
  children.push(child);
  return child;
}

async function ready(path = "/readyz"): Promise<Response> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (response?.ok === true) return response;
    await sleep(50);
  }
  throw new Error("it never became ready");
}

async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode ?? child.signalCode;
}

/** How it ends, and all that it has said until then. */
async function lastWordsOf(child: ChildProcess): Promise<{ exit: number | string | null; said: string }> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  // Not at its exit: what it said last may still be on its way then.
  await once(child, "close");
  return { exit: await exitOf(child), said };
}

/** The private Redis of the data folder, once there is one. */
async function redisPid(): Promise<number> {
  const file = join(home, "redis", "server.json");
  return vi.waitFor(
    async () => (JSON.parse(await readFile(file, "utf8")) as { server: { pid: number } }).server.pid,
    60_000,
  );
}

describe.each([
  ["a bot", ["start", "--no-console", "--no-worker"]],
  ["a worker", ["worker"]],
  ["everything in one", ["start", "--no-console"]],
])("%s", (_, args) => {
  test("answers on its health port and ends with 0 on SIGTERM", async () => {
    const child = start(args, { REDIS_URL: inject("redisUrl") });
    await ready();
    const metrics = await (await ready("/metrics")).text();

    child.kill("SIGTERM");

    expect(await exitOf(child)).toBe(0);
    expect(metrics).toContain("switchyard_agent_jobs_waiting");
  });
});

test("a second signal ends the process at once", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "test/integration/never-stops.ts"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said).toMatch(/up/u);
  child.kill("SIGTERM");
  await expect.poll(() => said).toMatch(/stopping/u);
  // A second one within 300 ms would be taken for an echo of the first.
  await sleep(400);

  child.kill("SIGTERM");

  expect(await exitOf(child)).toBe(143);
});

test("a private Redis ends with the last process that uses it", async () => {
  const child = start(["start", "--no-console"]);
  await ready();
  const pid = await redisPid();
  expect(identifyProcess(pid)).toBeDefined();

  child.kill("SIGTERM");
  await exitOf(child);

  expect(identifyProcess(pid)).toBeUndefined();
});

test("a signal while everything starts leaves no private Redis either", async () => {
  const exits: unknown[] = [];
  // Where everything has started before the signal, it ends with 0: then once more.
  for (let tries = 0; tries < 10 && exits.at(-1) !== 130; tries += 1) {
    const child = start(["start", "--no-console"]);
    const pid = await redisPid();

    child.kill("SIGINT");

    exits.push(await exitOf(child));
    // Ended, but known to the system until somebody asks how.
    await expect.poll(() => identifyProcess(pid)).toBeUndefined();
    await rm(join(home, "redis"), { recursive: true, force: true });
  }

  expect(exits.at(-1)).toBe(130);
  expect(exits.filter((exit) => exit !== 0 && exit !== 130)).toEqual([]);
});

test("stays up while Redis is away at the start, and becomes ready when it comes", async () => {
  const socket = join(home, "late.sock");
  start(["worker"], { REDIS_URL: `unix://${socket}` });
  await ready("/healthz");
  const early = await fetch(`http://127.0.0.1:${port}/readyz`);

  const args = [
    "--port",
    "0",
    "--unixsocket",
    socket,
    "--dir",
    home,
    "--appendonly",
    "yes",
    "--maxmemory-policy",
    "noeviction",
  ];
  children.push(spawn("redis-server", args, { stdio: "ignore" }));

  expect(early.status).toBe(503);
  expect((await ready()).status).toBe(200);
});

test("refuses a Redis that evicts, and says how to correct it", async () => {
  const socket = join(home, "evicting.sock");
  const args = ["--port", "0", "--unixsocket", socket, "--dir", home, "--maxmemory-policy", "allkeys-lru"];
  children.push(spawn("redis-server", args, { stdio: "ignore" }));
  const { exit, said } = await lastWordsOf(start(["worker"], { REDIS_URL: `unix://${socket}` }));

  expect(exit).toBe(1);
  expect(said).toContain("maxmemory-policy noeviction");
  expect(said).toContain("appendonly yes");
  expect(said).toContain("redis.allowUnsafe");
});

test("a GPU worker shows its devices, and one without a device says why and ends", async () => {
  const program = join(home, "nvidia-smi");
  await writeFile(program, "#!/bin/sh\necho '0, GPU-aa, NVIDIA H200, 100, 25, 50, 570.1'\n", { mode: 0o755 });
  const REDIS_URL = inject("redisUrl");
  const child = start(["worker", "--gpu"], { REDIS_URL, PATH: `${home}:/usr/bin:/bin` });
  await ready();
  const metrics = await (await ready("/metrics")).text();
  child.kill("SIGTERM");
  const ended = await exitOf(child);

  await writeFile(program, "#!/bin/sh\necho 'no driver' >&2; exit 9\n", { mode: 0o755 });
  const without = start(["worker", "--gpu"], { REDIS_URL, PATH: `${home}:/usr/bin:/bin` });
  const { exit, said } = await lastWordsOf(without);

  expect(exit).not.toBe(0);
  expect(said).toContain("no driver");
  expect(ended).toBe(0);
  expect(metrics).toMatch(/switchyard_gpu_utilisation_ratio\{host="[^"]+",device="GPU-aa"\} 0\.5/u);
});
