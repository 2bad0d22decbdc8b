import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { createBullTimers, TIMER_JOB, TIMER_QUEUE } from "../../jobs/bull-timers.ts";
import type { WorkerHost } from "../../jobs/start-workers.ts";
import { startTimerWorker } from "../../jobs/timer-fire.ts";
import { systemClock } from "../../src/clock.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { queuePrefix } from "../../src/store/keys.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { auditTimers } from "../../src/timers/audit-timers.ts";
import type { FireDeps } from "../../src/timers/fire-timer.ts";
import { listTimers, takeTimer, timerChange } from "../../src/timers/timer.ts";
import type { Timer, TimerRef } from "../../src/timers/timer.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { timerAlarmsContract } from "../timer-alarms.contract.ts";

const KIND = "tea.ready";

async function connect(role: "door" | "steady") {
  const client = createRedisClient({ url: inject("redisUrl"), role, name: `timers-${role}` });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, "the test's Redis");
  return client;
}

/** Long enough for any machine. */
const WAIT = { timeout: 60_000, interval: 20 };

/** An installation of its own, with as many bots as are started; what they fire is written down. */
async function setUp() {
  const prefix = queuePrefix(`timers-${randomUUID()}`);
  const client = await connect("door");
  const alarms = createBullTimers({ client, prefix, now: systemClock.now });
  onTestFinished(async () => alarms.close());
  const settings = {
    concurrency: 4,
    attempts: 3,
    backoffMs: 20,
    maxStarts: 5,
    timeoutMs: 10_000,
    // Long enough for a machine that does other things: a lock that is lost makes a timer fire again.
    lockMs: 3_000,
    stalledMs: 500,
  };
  const host: WorkerHost = { client: await connect("steady"), prefix, settings, log: silentLogger };
  const store = createMemoryStore(systemClock);
  const fired: string[] = [];
  const deps: FireDeps = {
    store,
    clock: systemClock,
    timers: alarms,
    handlers: [
      {
        kind: KIND,
        async fire(timer) {
          if ((await store.commit({ documents: [takeTimer(timer)] })) === "committed") fired.push(timer.id);
        },
      },
    ],
  };

  function startBot(changes: Partial<FireDeps> & { readonly host?: WorkerHost } = {}) {
    const worker = startTimerWorker(changes.host ?? host, { ...deps, ...changes });
    onTestFinished(async () => void (await worker.stop(50)));
    return worker;
  }
  const timer = (id: string, inMs: number): Timer => ({ kind: KIND, id, dueMs: systemClock.now() + inMs });
  const audit = async () => auditTimers({ ...deps, timers: alarms, kinds: [KIND] });
  const keep = async (timers: readonly Timer[]) => store.commit({ documents: timers.map(timerChange) });
  return { alarms, client, prefix, host, store, fired, deps, startBot, timer, audit, keep };
}

timerAlarmsContract("A queue of delayed jobs", async () => {
  const { alarms, host, store } = await setUp();
  return {
    alarms,
    clock: systemClock,
    pass: async (ms) => systemClock.sleep(ms),
    async hear(hear) {
      // Every alarm finds the timer that it was armed for, whatever is stored.
      const armed = async (id: string) => {
        const jobs = await queue.getJobs(["active"]);
        return jobs.map(({ data }) => data).find((ref) => `${ref.kind}/${ref.id}` === id);
      };
      const queue = new Queue<TimerRef>(TIMER_QUEUE, { connection: host.client, prefix: host.prefix });
      onTestFinished(async () => queue.close());
      const documents: FireDeps["store"]["documents"] = {
        ...store.documents,
        get: async (_kind, id) => JSON.stringify(await armed(id)),
      };
      const worker = startTimerWorker(host, {
        clock: systemClock,
        timers: alarms,
        store: { documents },
        handlers: [{ kind: "test.ring", fire: async (timer) => void (await hear(timer)) }],
      });
      onTestFinished(async () => void (await worker.stop(50)));
    },
  };
});

test("three bots fire each timer once, and what one of them was at when it died is made good for", async () => {
  const { alarms, host, startBot, timer, keep, fired, store } = await setUp();
  const timers = Array.from({ length: 60 }, (_, index) => timer(`t${index}`, 50 + (index % 10) * 20));
  await keep(timers);
  await alarms.armAll(timers);
  let begun = 0;
  const dying = await connect("steady");
  startBot({
    host: { ...host, client: dying },
    handlers: [{ kind: KIND, fire: async () => new Promise<never>(() => (begun += 1)) }],
  });
  await vi.waitFor(() => expect(begun).toBeGreaterThan(3), WAIT);
  // Its locks are no longer renewed, as after a kill.
  dying.disconnect();

  startBot();
  startBot();
  await vi.waitFor(() => expect(fired).toHaveLength(60), WAIT);

  expect(new Set(fired).size).toBe(60);
  expect(await listTimers(store)).toEqual([]);
});

test("a bot that stops hands back what it cannot end, for another one to fire", async () => {
  const { alarms, startBot, timer, keep, fired } = await setUp();
  await keep([timer("pot", 0)]);
  let begun = 0;
  const leaving = startBot({
    handlers: [{ kind: KIND, fire: async () => new Promise<never>(() => (begun += 1)) }],
  });
  await alarms.arm(timer("pot", 0));
  await vi.waitFor(() => expect(begun).toBe(1), WAIT);

  expect(await leaving.stop(50)).toBe("cut_off");
  startBot();
  await vi.waitFor(() => expect(fired).toEqual(["pot"]), WAIT);
});

test("what came due while no bot was up, and what Redis has lost, fires once after the next start", async () => {
  const { alarms, client, prefix, startBot, timer, keep, fired, audit } = await setUp();
  const down = timer("down", 50);
  const lost = timer("lost", 60);
  const committedOnly = timer("committed-only", 70);
  await keep([down, lost, committedOnly]);
  await alarms.armAll([down, lost]);
  await systemClock.sleep(150);
  const queue = new Queue(TIMER_QUEUE, { connection: client, prefix });
  onTestFinished(async () => queue.close());
  expect(await queue.getJobCountByTypes("delayed", "waiting")).toBe(2);
  await alarms.disarm([...(await alarms.armed())].filter((name) => name.includes("lost")));

  startBot();
  const report = await audit();
  await vi.waitFor(() => expect(fired).toHaveLength(3), WAIT);

  expect(report.rearmed).toBe(2);
  expect(fired.toSorted()).toEqual(["committed-only", "down", "lost"]);
  expect(await audit()).toMatchObject({ open: 0, overdue: 0, rearmed: 0 });
});

test("an alarm that rings early by the clock of a bot waits for the time of its timer", async () => {
  const { prefix, client, startBot, timer, keep, fired } = await setUp();
  const early = timer("early", 400);
  await keep([early]);
  const queue = new Queue<TimerRef>(TIMER_QUEUE, { connection: client, prefix });
  onTestFinished(async () => queue.close());
  startBot();

  const { kind, id, dueMs } = early;
  await queue.add(TIMER_JOB, { kind, id, dueMs }, { removeOnComplete: true });
  await vi.waitFor(() => expect(fired).toEqual(["early"]), WAIT);

  expect(systemClock.now()).toBeGreaterThanOrEqual(dueMs);
  expect(await queue.getJobCountByTypes("delayed", "waiting", "failed")).toBe(0);
});

test("a timer whose handler fails is tried again, and forgotten by the queue but not by the store", async () => {
  const { alarms, startBot, timer, keep, deps, store, fired } = await setUp();
  const pot = timer("pot", 0);
  await keep([pot]);
  let tries = 0;
  startBot({
    handlers: [
      {
        kind: KIND,
        async fire(each) {
          tries += 1;
          if (tries < 2) throw new Error("the kettle is broken");
          await deps.handlers[0]?.fire(each);
        },
      },
    ],
  });

  await alarms.arm(pot);
  await vi.waitFor(() => expect(fired).toEqual(["pot"]), WAIT);

  expect(tries).toBe(2);
  expect(await listTimers(store)).toEqual([]);
});
