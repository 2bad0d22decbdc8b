import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identifyProcess } from "../../src/store/private-redis-process.ts";
import { ensurePrivateRedis, type PrivateRedis } from "../../src/store/private-redis.ts";
import { connectOrFail, createRedisClient, type RedisClient } from "../../src/store/redis-connection.ts";

let dataDir: string;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "switchyard-private-"));
});

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(folder = dataDir, redisServer?: string): Promise<PrivateRedis> {
  const options = { dataDir: folder, fsync: "always" } as const;
  const redis = await ensurePrivateRedis(redisServer === undefined ? options : { ...options, redisServer });
  cleanUp.push(async () => redis.stop());
  return redis;
}

async function connectTo(url: string): Promise<RedisClient> {
  const client = createRedisClient({ url, role: "steady", name: "test" });
  cleanUp.push(async () => client.disconnect());
  await connectOrFail(client, 60_000, "the test server");
  return client;
}

async function serverPid(client: RedisClient): Promise<number> {
  return Number(/process_id:(\d+)/u.exec(await client.info("server"))?.[1]);
}

/** Another process that uses the same folder. */
interface User {
  readonly child: ChildProcess;
  readonly started: boolean;
  readonly url: string;
  leave(): Promise<void>;
}

async function startUser(folder = dataDir): Promise<User> {
  const program = join(import.meta.dirname, "private-redis-user.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  const said = JSON.parse(first.value ?? "{}") as { started: boolean; url: string };
  const leave = async () => {
    child.stdin.end();
    await ended;
  };
  cleanUp.push(leave);
  return { child, ...said, leave };
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(join(dataDir, path))).mode & 0o777).toString(8);
}

function isGone(pid: number): boolean {
  return identifyProcess(pid) === undefined;
}

test("starts a durable server that is reached through its socket only, with the password only", async () => {
  const redis = await start();

  const client = await connectTo(redis.url);
  const settings = async (key: string) => client.config("GET", key);
  expect(redis.started).toBe(true);
  expect(await settings("port")).toEqual(["port", "0"]);
  expect(await settings("appendonly")).toEqual(["appendonly", "yes"]);
  expect(await settings("appendfsync")).toEqual(["appendfsync", "always"]);
  expect(await settings("maxmemory-policy")).toEqual(["maxmemory-policy", "noeviction"]);
  const stranger = createRedisClient({ url: redis.url.replace(/:[^:@]*@/u, ""), role: "steady", name: "x" });
  cleanUp.push(async () => stranger.disconnect());
  await stranger.connect().catch(() => undefined);
  await expect(stranger.get("anything")).rejects.toThrow(/NOAUTH/u);
});

test("lets nobody else into its folder, its password and its configuration", async () => {
  await start();

  expect(await modeOf("redis")).toBe("700");
  expect(await modeOf("redis/password")).toBe("600");
  expect(await modeOf("redis/redis.conf")).toBe("600");
  expect(await modeOf("redis/redis.sock")).toBe("700");
});

test("keeps its data when the last user leaves and another one comes", async () => {
  const first = await start();
  const writer = await connectTo(first.url);
  await writer.set("kept", "yes");
  const pid = await serverPid(writer);
  writer.disconnect();

  await first.stop();
  const second = await start();

  expect(isGone(pid)).toBe(true);
  expect(second.started).toBe(true);
  const reader = await connectTo(second.url);
  expect(await reader.get("kept")).toBe("yes");
});

test("is one server for all processes of a folder, whoever comes first", async () => {
  const users = await Promise.all([startUser(), startUser(), startUser(), startUser()]);

  expect(users.filter((user) => user.started)).toHaveLength(1);
  const pids = await Promise.all(users.map(async (user) => serverPid(await connectTo(user.url))));
  expect(new Set(pids).size).toBe(1);
});

test("ends with its last user, not before", async () => {
  const [one, other] = [await startUser(), await startUser()];
  const client = await connectTo(one.url);
  const pid = await serverPid(client);

  await one.leave();
  const afterFirst = await serverPid(client);
  await other.leave();

  expect(afterFirst).toBe(pid);
  expect(isGone(pid)).toBe(true);
});

test("outlives a killed user and serves the next one", async () => {
  const user = await startUser();
  const client = await connectTo(user.url);
  const pid = await serverPid(client);
  await client.set("kept", "yes");

  user.child.kill("SIGKILL");
  await until(() => user.child.signalCode !== null);
  const next = await start();

  expect(next.started).toBe(false);
  const again = await connectTo(next.url);
  expect([await serverPid(again), await again.get("kept")]).toEqual([pid, "yes"]);
  again.disconnect();
  client.disconnect();
  // The killed user's note must not keep the server alive for ever.
  await next.stop();
  expect(isGone(pid)).toBe(true);
});

test("starts again by itself when it is killed, once, with all that was acknowledged", async () => {
  const redis = await start();
  const users = [await startUser(), await startUser()];
  const client = await connectTo(redis.url);
  const pids = [await serverPid(client)];

  for (let round = 1; round <= 3; round += 1) {
    await client.incr("rounds");
    process.kill(pids.at(-1) ?? 0, "SIGKILL");
    await until(() => isGone(pids.at(-1) ?? 0));
    pids.push(await serverPid(client));
  }

  expect(await client.get("rounds")).toBe("3");
  expect(new Set(pids).size).toBe(4);
  const seenByOthers = await Promise.all(users.map(async (user) => serverPid(await connectTo(user.url))));
  expect(new Set(seenByOthers)).toEqual(new Set(pids.slice(-1)));
});

test("starts after a crash that cut the last write short", async () => {
  const first = await start();
  const client = await connectTo(first.url);
  await client.set("whole", "yes");
  client.disconnect();
  await first.stop();
  const files = await readdir(join(dataDir, "redis", "appendonlydir"));
  const log = files.find((name) => name.endsWith(".incr.aof")) ?? "";
  await appendFile(join(dataDir, "redis", "appendonlydir", log), "*3\r\n$3\r\nSET\r\n$3\r\ncu");

  const second = await start();

  const reader = await connectTo(second.url);
  expect(await reader.get("whole")).toBe("yes");
});

test("says what is wrong when the data cannot be read", async () => {
  const first = await start();
  const client = await connectTo(first.url);
  await client.set("a", "1");
  client.disconnect();
  await first.stop();
  const folder = join(dataDir, "redis", "appendonlydir");
  const log = (await readdir(folder)).find((name) => name.endsWith(".incr.aof")) ?? "";
  await writeFile(join(folder, log), "this is no append-only file\n".repeat(20));

  await expect(start()).rejects.toMatchObject({
    code: "redis.private_failed",
    message: expect.stringMatching(/Bad file format/u) as string,
  });
});

test("takes over the lock of a process that is no more", async () => {
  await mkdir(join(dataDir, "redis"), { recursive: true });
  const dead = { pid: process.pid, born: "some earlier process with our number" };
  await writeFile(join(dataDir, "redis", "lock"), JSON.stringify(dead));

  const redis = await start();

  expect(redis.started).toBe(true);
});

test("works where the folder's path is too long, or too odd, for a socket address", async () => {
  const deep = join(dataDir, 'a folder with 100% odd "characters" and', "an-unusually-long-name".repeat(5));

  const redis = await start(deep);

  const client = await connectTo(redis.url);
  expect(await client.ping()).toBe("PONG");
  expect(redis.url).not.toContain("unusually");
  await redis.stop();
  expect(existsSync(dirname(redis.url.replace(/^unix:\/\/[^/]*/u, "")))).toBe(false);
});

test("a copied data folder gets a server of its own", async () => {
  const redis = await start();
  const copy = await mkdtemp(join(tmpdir(), "switchyard-copy-"));
  cleanUp.push(async () => rm(copy, { recursive: true, force: true }));
  await cp(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith(".sock") });

  const other = await start(copy);

  expect(other.started).toBe(true);
  const [a, b] = [await connectTo(redis.url), await connectTo(other.url)];
  const [pid, otherPid] = [await serverPid(a), await serverPid(b)];
  expect(pid).not.toBe(otherPid);
  await other.stop();
  expect([isGone(pid), isGone(otherPid)]).toEqual([false, true]);
});

test("says how to get a redis-server where there is none", async () => {
  const missing = start(dataDir, join(dataDir, "no-such-redis-server"));

  await expect(missing).rejects.toMatchObject({
    code: "redis.not_installed",
    message: expect.stringMatching(/apt-get.*brew.*REDIS_URL.*docker run/u) as string,
  });
});

test("repeats what the program says when it does not run", async () => {
  const program = join(dataDir, "broken-redis");
  await writeFile(program, "#!/bin/sh\necho 'libc is out of tune' >&2\nexit 1\n");
  await chmod(program, 0o755);

  await expect(start(dataDir, program)).rejects.toMatchObject({
    code: "redis.private_failed",
    message: expect.stringMatching(/libc is out of tune/u) as string,
  });
  expect(await readFile(join(dataDir, "redis", "redis.log"), "utf8")).toContain("out of tune");
});
