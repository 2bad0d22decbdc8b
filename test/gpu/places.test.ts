import { expect, test } from "vitest";
import type { GpuWish } from "../../src/agents/agent.ts";
import { fallBack } from "../../src/gpu/fall-back.ts";
import { takeOnGpu } from "../../src/gpu/job-place.ts";
import { placeGpuJobs } from "../../src/gpu/place-jobs.ts";
import { waitsForGpu } from "../../src/gpu/waits-for-gpu.ts";
import { assignmentJob } from "../../src/tasks/assignment-job.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";

const WAIT_MS = 60_000;
const JOB = "T1-r1-s1-debug";

/** A task whose agent wants a GPU; the queues note what is added to them and taken out. */
async function setUp(wish: GpuWish, { isServed = true } = {}) {
  let nowMs = 1_000;
  let isThere = isServed;
  const store = createMemoryStore({ now: () => nowMs });
  const fake = createFakeJobQueue();
  const added: string[] = [];
  const dropped: string[] = [];
  const ready = new Set([JOB]);
  const inner = {
    ...fake,
    add: async (job: Parameters<typeof fake.add>[0]) => {
      added.push(job.needsGpu === true ? "gpu" : "cpu");
    },
  };
  const jobs = placeGpuJobs(inner, { store, wishOf: () => wish, isServed: async () => isThere });
  const gpuQueue = {
    ready: async () => ready,
    drop: async (id: string) => {
      dropped.push(id);
    },
  };
  const task = teamTask("T1");
  await store.commit({ task });
  const add = async () => jobs.add(assignmentJob(task, { id: "s1-debug", round: 1 }));
  await add();
  return {
    store,
    task,
    jobs,
    added,
    dropped,
    ready,
    add,
    serve: (is: boolean) => {
      isThere = is;
    },
    look: async (afterMs = 0) => {
      nowMs += afterMs;
      return fallBack({ store, jobs, gpuQueue, waitMs: WAIT_MS, now: () => nowMs });
    },
  };
}

test.each([
  ["required", true, "gpu"],
  ["required", false, "gpu"],
  ["preferred", true, "gpu"],
  ["preferred", false, "cpu"],
  ["none", true, "cpu"],
] as const)(
  "a GPU is %s and a GPU worker is there: %s: the job goes to %s",
  async (wish, isServed, queue) => {
    const kit = await setUp(wish, { isServed });

    expect(kit.added).toEqual([queue]);
  },
);

test("a job stays where it was put, whoever comes and goes", async () => {
  const kit = await setUp("preferred");

  kit.serve(false);
  await kit.add();

  expect(kit.added).toEqual(["gpu", "gpu"]);
});

test("a job that was taken back is placed anew", async () => {
  const kit = await setUp("preferred");

  kit.serve(false);
  await kit.jobs.remove("agent.run", JOB);
  await kit.add();

  expect(kit.added).toEqual(["gpu", "cpu"]);
});

test("falls back once, when it could have been taken for so long", async () => {
  const kit = await setUp("preferred");
  kit.ready.clear();
  const moved = [await kit.look(), await kit.look(WAIT_MS)];
  kit.ready.add(JOB);

  for (const wait of [0, WAIT_MS - 1, 1, WAIT_MS]) moved.push(await kit.look(wait));

  expect(moved).toEqual([0, 0, 0, 0, 1, 0]);
  expect({ added: kit.added, dropped: kit.dropped }).toEqual({ added: ["gpu", "cpu"], dropped: [JOB] });
  expect(await takeOnGpu(JOB, kit.store)).toBe(false);
});

test("never moves what a GPU worker has begun, nor what requires a GPU", async () => {
  const begun = await setUp("preferred");
  const required = await setUp("required");
  await begun.look();
  await required.look();

  const taken = [await takeOnGpu(JOB, begun.store), await takeOnGpu(JOB, begun.store)];

  expect(taken).toEqual([true, true]);
  expect([await begun.look(WAIT_MS), await required.look(WAIT_MS)]).toEqual([0, 0]);
});

test("goes on with a move that a crash cut off", async () => {
  const kit = await setUp("preferred");
  const value = JSON.stringify({ place: "moving", prefers: true, sinceMs: 0 });
  await kit.store.commit({ documents: [{ kind: "gpu-jobs", id: JOB, value }] });

  const moved = [await kit.look(), await kit.look()];

  expect(moved).toEqual([1, 0]);
  expect(kit.added).toEqual(["gpu", "cpu"]);
});

test("says who of a task waits for a GPU worker until one has the job, and forgets the job with its task", async () => {
  const kit = await setUp("required");
  const before = await waitsForGpu(kit.task, kit.store);

  await takeOnGpu(JOB, kit.store);
  const after = await waitsForGpu(kit.task, kit.store);
  await kit.store.commit({ task: { ...kit.task, state: "cancelled", version: kit.task.version + 1 } });
  await kit.look();

  expect(before).toEqual([{ agent: "debug", prefers: false }]);
  expect(after).toEqual([]);
  expect(await kit.store.documents.list("gpu-jobs")).toEqual(new Map());
});
