import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import { expect, inject, onTestFinished, test } from "vitest";
import { createBullQueue } from "../../jobs/bull-queue.ts";
import { startClockwork } from "../../jobs/clockwork.ts";
import type { JobSettings } from "../../jobs/job-settings.ts";
import type { GpuWork } from "../../jobs/process-gpu-job.ts";
import { startAgentWorkers } from "../../jobs/start-workers.ts";
import type { WorkerHost } from "../../jobs/start-workers.ts";
import { systemClock } from "../../src/clock.ts";
import { BotError } from "../../src/errors.ts";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import { currentSlot } from "../../src/gpu/current-slot.ts";
import { fallBack } from "../../src/gpu/fall-back.ts";
import { createGpuSlots } from "../../src/gpu/gpu-slots.ts";
import { takeOnGpu } from "../../src/gpu/job-place.ts";
import { placeGpuJobs } from "../../src/gpu/place-jobs.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { queuePrefix } from "../../src/store/keys.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import type { Store } from "../../src/store/store.ts";
import { assignmentJob, assignmentsOf } from "../../src/tasks/assignment-job.ts";
import type { Task } from "../../src/tasks/task.ts";
import { textsOf } from "../conversation/conversation-kit.ts";
import { createExecution, teamTask } from "../execution/execution-kit.ts";

const SETTINGS: JobSettings = {
  concurrency: 4,
  attempts: 3,
  backoffMs: 20,
  maxStarts: 5,
  timeoutMs: 10_000,
  // Long enough for a machine that does other things: a job whose lock is lost runs again.
  lockMs: 10_000,
  stalledMs: 1_000,
};
/** For a job that is left behind to be found soon. */
const SOON_FREE = { lockMs: 1_000, stalledMs: 300 };

async function connect(role: "door" | "steady") {
  const url = inject("redisUrl");
  const client = createRedisClient({ url, role, name: `jobs-test-${role}` });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, url);
  return client;
}

/** Queues of its own, workers on demand, and tasks in a store in memory. */
async function setUp(changes: Partial<JobSettings> = {}) {
  const settings = { ...SETTINGS, ...changes };
  const prefix = queuePrefix(`jobs-${randomUUID()}`);
  const steady = await connect("steady");
  const queue = createBullQueue({
    client: await connect("door"),
    prefix,
    settings,
    now: () => performance.now(),
  });
  onTestFinished(async () => queue.close());
  const host: WorkerHost = { client: steady, prefix, settings, log: silentLogger };
  const kit = createExecution();
  const bull = (name: string) => {
    const inspected = new Queue(name, { connection: steady, prefix });
    onTestFinished(async () => inspected.close());
    return inspected;
  };
  const startWorkers = (gpu = false) => {
    const workers = startAgentWorkers(host, kit.deps, gpu ? gpuWork(kit.store) : undefined);
    let stopped = false;
    onTestFinished(async () => {
      if (!stopped) await workers.stop(100);
    });
    return {
      stop: async (withinMs: number) => {
        stopped = true;
        return workers.stop(withinMs);
      },
    };
  };
  return {
    ...kit,
    host,
    queue,
    bull,
    startWorkers,
    /** Stores a task and adds its jobs. */
    async submit(task: Task) {
      await kit.open(task);
      for (const assignment of assignmentsOf(task)) await queue.add(assignmentJob(task, assignment));
    },
    stateOf: async (id: string) => (await kit.task(id)).state,
    standing: async (id: string) => queue.standing("agent.run", id),
  };
}

/** Two slots on one GPU. */
function gpuWork(store: Store): GpuWork {
  const slots = createGpuSlots({
    store,
    clock: systemClock,
    devices: [{ id: "GPU-1" }],
    slotsPerDevice: 2,
    leaseMs: 3_000,
    host: "test",
    holder: randomUUID(),
  });
  return { slots, take: async (jobId) => takeOnGpu(jobId, store) };
}

type Kit = Awaited<ReturnType<typeof setUp>>;

const FOUND = { summary: "", body: "found it", madeBy: "test" };

/** Makes the runner wait; resolves `started` when it began, ends with `finish`. */
function holdRunner(kit: Kit, obeys = false) {
  let begin = (): void => undefined;
  let finish = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const work = async ({ signal }: AgentRun) => {
    begin();
    const stopped = new Promise<never>((_resolve, reject) => {
      const stop = () => reject(new BotError("execution.stopped", "Stopped.", { retryable: true }));
      if (obeys) signal.addEventListener("abort", stop);
    });
    await Promise.race([held, stopped]);
    return FOUND;
  };
  kit.workAs(work);
  return { started, finish: () => finish() };
}

test("knows a job once, whatever was added before", async () => {
  const kit = await setUp();
  const job = { name: "agent.run", id: "T1-r1-a", payload: { taskId: "T1" }, priority: 3 } as const;

  await Promise.all([kit.queue.add(job), kit.queue.add(job)]);
  await kit.queue.add({ ...job, payload: { taskId: "other" } });

  const stored = await kit.bull("agents").getJobs(["waiting", "prioritized"]);
  expect(stored.map(({ id, data }) => ({ id, data }))).toEqual([{ id: "T1-r1-a", data: { taskId: "T1" } }]);
});

test("says where a job stands, on either queue, and forgets it when told to", async () => {
  const kit = await setUp();
  const standings = [await kit.standing("a")];

  await kit.queue.add({ name: "agent.run", id: "a", payload: {}, priority: 5 });
  await kit.queue.add({ name: "agent.run", id: "g", payload: {}, needsGpu: true });
  standings.push(await kit.standing("a"), await kit.standing("g"));
  await kit.queue.remove("agent.run", "a");
  await kit.queue.remove("agent.run", "g");
  standings.push(await kit.standing("a"), await kit.standing("g"));

  expect(standings).toEqual(["missing", "waiting", "waiting", "missing", "missing"]);
});

test("counts the jobs that wait, those with a priority included", async () => {
  const kit = await setUp();
  await kit.queue.add({ name: "agent.run", id: "a", payload: {}, priority: 5 });
  await kit.queue.add({ name: "agent.run", id: "b", payload: {} });
  await kit.queue.add({ name: "message.process", id: "m", payload: {} });

  expect(await kit.queue.waiting("agent.run")).toBe(2);
  expect(await kit.queue.waiting("message.process")).toBe(1);
});

test.each(["a:b", "17"])("refuses the id %j, which BullMQ does not take", async (id) => {
  const kit = await setUp();

  await expect(kit.queue.add({ name: "agent.run", id, payload: {} })).rejects.toBeInstanceOf(BotError);
});

test("runs a task's jobs to its one final reply and leaves none behind", async () => {
  const kit = await setUp();
  kit.startWorkers();

  await kit.submit(teamTask("T1", "code"));

  await expect.poll(async () => kit.stateOf("T1")).toBe("done");
  await expect.poll(async () => kit.standing("T1-r1-s1-debug")).toBe("missing");
  expect(textsOf(await kit.deliveries())).toEqual(["debug found something\n\n---\n\ncode found something"]);
});

test("takes the urgent job first", async () => {
  const kit = await setUp({ concurrency: 1 });
  const { terms } = teamTask("T1").priority;
  for (const [id, queuePriority] of [
    ["T1", 9],
    ["T2", 2],
    ["T3", 5],
  ] as const) {
    await kit.submit({ ...teamTask(id), priority: { score: 1, band: "normal", terms, queuePriority } });
  }

  kit.startWorkers();

  await expect.poll(() => kit.runs.length).toBe(3);
  expect(kit.runs.map(({ task }) => task.id)).toEqual(["T2", "T3", "T1"]);
});

test("leaves GPU jobs to a worker that has one", async () => {
  const kit = await setUp();
  await kit.open(teamTask("T1"));
  await kit.open(teamTask("T2"));
  const payload = (taskId: string) => ({ taskId, assignmentId: "s1-debug", round: 1 });
  await kit.queue.add({ name: "agent.run", id: "gpu", payload: payload("T1"), needsGpu: true });
  const plain = kit.startWorkers();
  await kit.queue.add({ name: "agent.run", id: "cpu", payload: payload("T2") });
  await expect.poll(async () => kit.stateOf("T2")).toBe("done");
  const before = await kit.standing("gpu");
  await plain.stop(60_000);

  kit.startWorkers(true);

  await expect.poll(async () => kit.stateOf("T1")).toBe("done");
  expect(before).toBe("waiting");
});

test("tries again after a failure that may pass", async () => {
  const kit = await setUp();
  kit.workAs(async () => {
    if (kit.runs.length < 3) throw new BotError("model.unreachable", "No answer.", { retryable: true });
    return FOUND;
  });
  kit.startWorkers();

  await kit.submit(teamTask("T1"));

  await expect.poll(async () => kit.stateOf("T1")).toBe("done");
  expect(kit.runs).toHaveLength(3);
  expect(assignmentsOf(await kit.task("T1"))).toMatchObject([{ starts: 3 }]);
});

test("gives up after the last attempt, once", async () => {
  const kit = await setUp();
  kit.workAs(async () => {
    throw new BotError("model.unreachable", "No answer.", { retryable: true });
  });
  kit.startWorkers();

  await kit.submit(teamTask("T1"));

  await expect.poll(async () => kit.standing("T1-r1-s1-debug")).toBe("failed");
  expect(kit.runs).toHaveLength(3);
  expect(await kit.stateOf("T1")).toBe("dead");
  expect((await kit.eventTypes("T1")).filter((type) => type === "task.dead")).toHaveLength(1);
  expect(textsOf(await kit.deliveries())).toHaveLength(1);
});

test("gives up at once where another attempt cannot help", async () => {
  const kit = await setUp();
  kit.workAs(async () => {
    throw new BotError("model.refused", "It does not do that.");
  });
  kit.startWorkers();

  await kit.submit(teamTask("T1"));

  await expect.poll(async () => kit.standing("T1-r1-s1-debug")).toBe("failed");
  expect(kit.runs).toHaveLength(1);
  expect(await kit.stateOf("T1")).toBe("failed");
});

test("fails a job at once whose payload does not fit", async () => {
  const kit = await setUp();
  kit.startWorkers();

  await kit.queue.add({ name: "agent.run", id: "odd", payload: { taskId: 1 } });

  await expect.poll(async () => kit.standing("odd")).toBe("failed");
  const job = await kit.bull("agents").getJob("odd");
  expect([job?.attemptsMade, kit.runs.length]).toEqual([1, 0]);
});

test("ends a try that takes too long, even one that does not listen", async () => {
  const kit = await setUp({ timeoutMs: 250, attempts: 2 });
  const held = holdRunner(kit);
  onTestFinished(held.finish);
  kit.startWorkers();

  await kit.submit(teamTask("T1"));

  await expect.poll(async () => kit.stateOf("T1")).toBe("dead");
  expect(await kit.task("T1")).toMatchObject({ error: { code: "jobs.timeout" } });
  expect(kit.runs.map(({ signal }) => signal.aborted)).toEqual([true, true]);
});

test("lets what runs end when it stops in time", async () => {
  const kit = await setUp();
  const held = holdRunner(kit);
  const workers = kit.startWorkers();
  await kit.submit(teamTask("T1"));
  await held.started;

  const stopped = workers.stop(60_000);
  held.finish();

  expect(await stopped).toBe("drained");
  expect(await kit.stateOf("T1")).toBe("done");
});

test.each([
  ["obeys its signal", true],
  ["does not listen", false],
])("leaves what still runs at the deadline to another worker: an agent that %s", async (_name, obeys) => {
  const kit = await setUp({ attempts: 1, ...SOON_FREE });
  const held = holdRunner(kit, obeys);
  onTestFinished(held.finish);
  const workers = kit.startWorkers();
  await kit.submit(teamTask("T1"));
  await held.started;

  const outcome = await workers.stop(50);
  const [first] = kit.runs;
  kit.workAs(async () => FOUND);
  kit.startWorkers();

  await expect.poll(async () => kit.stateOf("T1")).toBe("done");
  expect([outcome, first?.signal.aborted]).toEqual(["cut_off", true]);
  expect(textsOf(await kit.deliveries())).toEqual(["found it"]);
});

test("runs recurring work again and again, and goes on after a restart", async () => {
  const { host, bull } = await setUp();
  let runs = 0;
  const job = { name: "test.tick", everyMs: 100, run: async () => void (runs += 1) };

  const first = await startClockwork(host, [job]);
  await expect.poll(() => runs).toBeGreaterThanOrEqual(2);
  await first.stop();
  const atRest = runs;
  const second = await startClockwork(host, [job]);
  onTestFinished(async () => second.stop());

  await expect.poll(() => runs).toBeGreaterThanOrEqual(atRest + 2);
  expect(await bull("clockwork").getJobSchedulersCount()).toBe(1);
});

test("does by the clock what is due by the clock, once among several processes", async () => {
  const { host, bull } = await setUp();
  let runs = 0;
  const everySecond = {
    name: "test.night",
    cron: "* * * * * *",
    timeZone: "Europe/Lisbon",
    run: async () => void (runs += 1),
  };

  const bots = await Promise.all([1, 2, 3].map(async () => startClockwork(host, [everySecond])));
  onTestFinished(async () => Promise.all(bots.map(async (bot) => bot.stop())).then(() => undefined));

  await expect.poll(() => runs).toBeGreaterThanOrEqual(2);
  // One scheduler, which makes one job a turn, however many processes asked for it.
  const schedulers = await bull("clockwork").getJobSchedulers();
  expect(schedulers).toMatchObject([{ key: "test.night", pattern: "* * * * * *", tz: "Europe/Lisbon" }]);
});

test("goes on with recurring work after a run that failed", async () => {
  const { host } = await setUp();
  let runs = 0;
  const run = async () => {
    runs += 1;
    throw new Error("not this time");
  };

  const clockwork = await startClockwork(host, [{ name: "test.tick", everyMs: 100, run }]);
  onTestFinished(async () => clockwork.stop());

  await expect.poll(() => runs).toBeGreaterThanOrEqual(2);
});

test("forgets recurring work that a newer version does not know", async () => {
  const { host, bull } = await setUp();
  const old = await startClockwork(host, [{ name: "test.old", everyMs: 100, run: async () => undefined }]);
  await old.stop();

  const next = await startClockwork(host, []);
  onTestFinished(async () => next.stop());

  await expect.poll(async () => bull("clockwork").getJobSchedulersCount()).toBe(0);
});

test("a job that prefers a GPU waits for one, then runs once without, though a GPU worker comes as it moves", async () => {
  const kit = await setUp();
  const wishOf = (agent: string) => (agent === "debug" ? "preferred" : "none");
  const jobs = placeGpuJobs(kit.queue, { store: kit.store, wishOf, isServed: async () => true });
  const tasks = ["T1", "T2", "T3", "T4", "T5", "T6"];
  const started: string[] = [];
  const slots: (string | undefined)[] = [];
  kit.workAs(async ({ task }) => {
    started.push(task.id);
    slots.push(currentSlot()?.device);
    return FOUND;
  });
  for (const id of tasks) {
    await kit.open(teamTask(id));
    await jobs.add(assignmentJob(await kit.task(id), { id: "s1-debug", round: 1 }));
  }
  let nowMs = 0;
  const deps = { store: kit.store, jobs, gpuQueue: kit.queue.gpuQueue, waitMs: 1_000, now: () => nowMs };
  const cpuBefore = await kit.bull("agents").count();
  const movedFirst = await fallBack(deps);

  nowMs = 1_000;
  kit.startWorkers(true);
  await Promise.all([fallBack(deps), fallBack(deps)]);

  await expect
    .poll(async () => Promise.all(tasks.map(async (id) => kit.stateOf(id))))
    .toEqual(tasks.map(() => "done"));
  await expect.poll(async () => kit.queue.busy()).toBe(0);
  expect({ cpuBefore, movedFirst }).toEqual({ cpuBefore: 0, movedFirst: 0 });
  expect(started.toSorted()).toEqual(tasks);
  expect(slots.every((device) => device === undefined || device === "GPU-1")).toBe(true);
});

test("a job that fell back in a flow still ends its stage's job last", async () => {
  const kit = await setUp();
  const jobs = placeGpuJobs(kit.queue, {
    store: kit.store,
    wishOf: () => "preferred",
    isServed: async () => true,
  });
  await kit.open(teamTask("T1"));
  const job = assignmentJob(await kit.task("T1"), { id: "s1-debug", round: 1 });
  const last = { name: "stage.finish", id: "T1-r1-s1", payload: { taskId: "T1" } } as const;
  await jobs.addFlow({ job: last, after: [{ job, after: [] }] });
  await fallBack({ store: kit.store, jobs, gpuQueue: kit.queue.gpuQueue, waitMs: 0, now: () => 0 });

  // What the stage of a plan does: the same flow again, now with the job's new place.
  const before = await kit.queue.standing("stage.finish", last.id);
  await fallBack({
    store: kit.store,
    jobs: { ...jobs, add: async () => jobs.addFlow({ job: last, after: [{ job, after: [] }] }) },
    gpuQueue: kit.queue.gpuQueue,
    waitMs: 0,
    now: () => 0,
  });

  expect(before).toBe("waiting");
  expect(await kit.bull("agents-gpu").count()).toBe(0);
  expect(await kit.bull("stages").getJobCountByTypes("waiting-children")).toBe(1);
  expect(await kit.bull("agents").count()).toBe(1);
});
