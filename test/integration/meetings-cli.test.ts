import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { aMatter, createLadderKit } from "../escalations/ladder-kit.ts";
import { aTask } from "../store-contract/samples.ts";
import { commandLine } from "./command-line.ts";

const NAMESPACE = `meetings-cli-${randomUUID()}`;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-meetings-cli-"));
  const config = {
    redis: { namespace: NAMESPACE, allowUnsafe: true },
    teams: [{ id: "core", name: "Core", members: ["ada"], standup: {} }],
    people: [{ id: "ada", name: "Ada", accounts: { console: "U1" } }],
    channels: [{ id: "room", platform: "console", channel: "standups", purpose: "standup" }],
  };
  // JSON is YAML.
  await writeFile(join(home, "switchyard.yaml"), JSON.stringify(config));
  return async () => rm(home, { recursive: true, force: true });
});

/** The real command line, on the Redis of the tests. */
async function switchyard(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string }> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    REDIS_URL: inject("redisUrl"),
    SWITCHYARD_CONFIG: join(home, "switchyard.yaml"),
    SWITCHYARD_DATA: join(home, "data"),
    SWITCHYARD_WORKSPACE: home,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, commandLine(...args), { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: `${stdout}${stderr}` });
    });
  });
}

async function openStore() {
  const url = inject("redisUrl");
  const connect = async (role: "steady" | "subscriber") => {
    const client = createRedisClient({ url, role, name: `meetings-cli-${role}` });
    onTestFinished(() => client.disconnect());
    await connectOrFail(client, 60_000, url);
    return client;
  };
  return createRedisStore({
    client: await connect("steady"),
    subscriber: await connect("subscriber"),
    workspaceId: NAMESPACE,
    now: Date.now,
    retention: { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 },
  });
}

test("escalations list shows what is open, for people and for scripts", async () => {
  const store = await openStore();
  await createLadderKit({ store }).escalations.raise({ ...aMatter, key: "cli" });

  const [plain, json] = await Promise.all([
    switchyard("escalations", "list"),
    switchyard("escalations", "list", "--json"),
  ]);

  expect([plain.code, json.code]).toEqual([0, 0]);
  expect(plain.out).toMatch(/^E1 {2}T1 {2}high {2}individual, open, asks debug, Ada, then climb at /u);
  expect(JSON.parse(json.out)).toMatchObject([{ name: "E1", level: "individual", problem: aMatter.problem }]);
});

test("standup run prints the standup, and has the bot post it unless it is only to be shown", async () => {
  const store = await openStore();
  await store.commit({
    task: aTask("T1", { title: "Fix the pool test", state: "running" }),
    events: [
      { type: "task.created", taskId: "T1", data: { isProposed: false } },
      { type: "assignment.started", taskId: "T1", data: { assignment: "a1", agent: "debug" } },
    ],
  });

  const dry = await switchyard("standup", "run", "--team", "core", "--dry-run");
  const before = (await listTimers(store)).filter(({ kind }) => kind === "meeting.due");
  const real = await switchyard("standup", "run", "--team", "core");
  const unknown = await switchyard("standup", "run", "--team", "purple");

  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining("Fix the pool test") });
  expect(before).toEqual([]);
  expect(real).toMatchObject({ code: 0, out: expect.stringContaining("The bot posts it now") });
  const timers = (await listTimers(store)).filter(({ kind }) => kind === "meeting.due");
  expect(timers).toMatchObject([{ id: "core", data: { post: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u) } }]);
  expect(unknown.code).not.toBe(0);
  expect(unknown.out).toContain('There is no team "purple"');
});
