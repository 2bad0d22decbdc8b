import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { inspectRedis, refuseUnsafeRedis } from "../../src/store/check-redis.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import type { RedisClient } from "../../src/store/redis-connection.ts";

const SAFE = ["--appendonly", "yes", "--maxmemory-policy", "noeviction"];

async function connectTo(url: string): Promise<RedisClient> {
  const client = createRedisClient({ url, role: "steady", name: "check-test" });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, "the test server");
  return client;
}

/** A server of its own with these settings, reached by its socket and gone after the test. */
async function startRedis(...settings: readonly string[]): Promise<RedisClient> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-check-"));
  const socket = join(dir, "redis.sock");
  const program = process.env["SWITCHYARD_REDIS_SERVER"] ?? "redis-server";
  const place = ["--port", "0", "--unixsocket", socket, "--dir", dir, "--save", ""];
  const server = spawn(program, [...place, ...settings], { stdio: "ignore" });
  const gone = once(server, "exit");
  onTestFinished(async () => {
    server.kill("SIGKILL");
    await gone;
    await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return connectTo(`unix://${socket}`);
}

test("finds nothing wrong with the Redis that Switchyard runs itself", async () => {
  const client = await connectTo(inject("redisUrl"));

  expect(await refuseUnsafeRedis(client, false)).toEqual([]);
});

test("refuses a server that evicts keys or keeps no append-only file, and says what to do", async () => {
  const client = await startRedis("--appendonly", "no", "--maxmemory-policy", "allkeys-lru");

  const refused = refuseUnsafeRedis(client, false);

  await expect(refused).rejects.toMatchObject({
    code: "redis.unsafe",
    retryable: false,
    message: expect.stringMatching(
      /allkeys-lru[\s\S]*CONFIG SET maxmemory-policy noeviction[\s\S]*CONFIG SET appendonly yes[\s\S]*redis\.allowUnsafe/u,
    ),
  });
});

test.each([
  ["redis.eviction", ["--appendonly", "yes", "--maxmemory-policy", "volatile-ttl"]],
  ["redis.not_persistent", ["--appendonly", "no", "--maxmemory-policy", "noeviction"]],
] as const)("names %s alone where that is all", async (code, settings) => {
  const client = await startRedis(...settings);

  expect((await inspectRedis(client)).map((finding) => finding.code)).toEqual([code]);
});

test("runs on an unsafe server when the configuration says so, and still tells what is wrong", async () => {
  const client = await startRedis("--appendonly", "no", "--maxmemory-policy", "allkeys-lru");

  const findings = await refuseUnsafeRedis(client, true);

  expect(findings.map(({ code }) => code)).toEqual(["redis.eviction", "redis.not_persistent"]);
});

test("is content once the remedies were followed", async () => {
  const client = await startRedis("--appendonly", "no", "--maxmemory-policy", "allkeys-lru");

  await client.config("SET", "maxmemory-policy", "noeviction");
  await client.config("SET", "appendonly", "yes");

  expect(await refuseUnsafeRedis(client, false)).toEqual([]);
});

test("does without CONFIG, which managed servers forbid", async () => {
  const client = await startRedis(...SAFE, "--rename-command", "CONFIG", "");

  expect(await refuseUnsafeRedis(client, false)).toEqual([]);
});
