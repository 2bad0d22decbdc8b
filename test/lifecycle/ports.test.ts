import { expect, test } from "vitest";
import { createAvailabilityOf } from "../../src/lifecycle/availability-of.ts";
import { providedNeeds } from "../../src/lifecycle/provided-needs.ts";
import { releaseAll, releaseJobs } from "../../src/lifecycle/release.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import { assignmentJob } from "../../src/tasks/assignment-job.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";

test("an agent is not free while somebody says that it is away, and free again afterwards", async () => {
  const store = createMemoryStore({ now: () => 0 });
  const availabilityOf = createAvailabilityOf(createAgentLoad({ store, now: () => 0, maxAgeMs: 0 }));
  const away = { agent: "code", by: "Ada", reason: "holiday" };

  await store.commit({ events: [{ type: "agent.away", data: away }] });
  expect(await availabilityOf("code")).toEqual({
    free: false,
    detail: "Ada said that it is away (holiday)",
  });
  await store.commit({ events: [{ type: "agent.back", data: { agent: "code", by: "Ada" } }] });

  expect(await availabilityOf("code")).toMatchObject({ free: true });
});

test("jobs of an earlier round are given back once, those of this one stay", async () => {
  const store = createMemoryStore({ now: () => 0 });
  const jobs = createFakeJobQueue();
  const task = { ...aPlannedTask([aStage("build", ["code"])]), round: 2 };
  await store.commit({ task });
  for (const round of [1, 2]) await jobs.add(assignmentJob(task, { id: "build-code", round: 1 }, round));
  const release = releaseAll([releaseJobs({ store, jobs }), async () => ["lock:workspace"]]);

  expect(await release("T1", 2)).toEqual(["job T1-r1-build-code", "lock:workspace"]);
  expect(await release("T1", 2)).toEqual(["lock:workspace"]);
  expect(jobs.jobs().map(({ id }) => id)).toEqual(["T1-r2-build-code"]);
});

test("in its first round a task holds no job of an earlier one, and nothing is read to find out", async () => {
  const store = createMemoryStore({ now: () => 0 });
  const unread = {
    ...store,
    tasks: { ...store.tasks, get: async () => Promise.reject(new Error("was read")) },
  };

  expect(await releaseJobs({ store: unread, jobs: createFakeJobQueue() })("T1", 1)).toEqual([]);
});

test("a need is met by the first that speaks of it", () => {
  const needs = ["the failing test and its output", "a decision about the licence"];
  const sources = [
    { by: "the request", text: "make it faster" },
    { by: "debug", text: "The failing test is pool::reuse, here is its output" },
  ];

  expect(providedNeeds(needs, sources)).toEqual([{ need: needs[0], by: "debug" }]);
});
