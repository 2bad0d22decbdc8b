import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { commandLine } from "./command-line.ts";

let home: string;
let port: number;
let children: ChildProcess[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-shutdown-"));
  children = [];
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  server.close();
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
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (response?.ok === true) return response;
    await sleep(50);
  }
  throw new Error("it never became ready");
}

async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return code ?? signal;
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
  await once(child.stderr, "data");
  child.kill("SIGTERM");
  await once(child.stderr, "data");
  await sleep(400);

  child.kill("SIGTERM");

  expect(await exitOf(child)).toBe(143);
});

test("a private Redis ends with the last process that uses it", async () => {
  const child = start(["start", "--no-console"]);
  await ready();
  const record = JSON.parse(await readFile(join(home, "redis", "server.json"), "utf8")) as {
    server: { pid: number };
  };
  const { pid } = record.server;
  expect(process.kill(pid, 0)).toBe(true);

  child.kill("SIGTERM");
  await exitOf(child);

  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a signal while everything starts leaves no private Redis either", async () => {
  const child = start(["start", "--no-console"]);
  const file = join(home, "redis", "server.json");
  await vi.waitFor(async () => expect(await readFile(file, "utf8")).toContain("pid"), 20_000);
  const { server } = JSON.parse(await readFile(file, "utf8")) as { server: { pid: number } };

  child.kill("SIGINT");

  expect(await exitOf(child)).toBe(130);
  // Ended, but known to the system until somebody asks how.
  await vi.waitFor(() => expect(() => process.kill(server.pid, 0)).toThrow("ESRCH"), 10_000);
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
  const child = start(["worker"], { REDIS_URL: `unix://${socket}` });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });

  expect(await exitOf(child)).toBe(1);
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
  let said = "";
  without.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });

  expect(await exitOf(without)).not.toBe(0);
  expect(said).toContain("no driver");
  expect(ended).toBe(0);
  expect(metrics).toMatch(/switchyard_gpu_utilisation_ratio\{host="[^"]+",device="GPU-aa"\} 0\.5/u);
});
