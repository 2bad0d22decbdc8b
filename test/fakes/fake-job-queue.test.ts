import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import type { JobRequest } from "../../src/jobs/job-queue.ts";
import { jobFlowContract } from "../job-flow.contract.ts";
import { createFakeJobQueue } from "./fake-job-queue.ts";

function aJob(id: string, overrides: Partial<JobRequest> = {}): JobRequest {
  return { name: "agent.run", id, payload: { taskId: id }, ...overrides };
}

test("knows a job once, whatever its standing, until it is removed", async () => {
  const queue = createFakeJobQueue();
  await queue.add(aJob("T1-1"));
  await queue.add(aJob("T1-1", { payload: { taskId: "other" } }));
  queue.takeNext("agent.run");
  queue.finish("agent.run", "T1-1", "failed");
  await queue.add(aJob("T1-1"));

  expect(queue.jobs()).toEqual([aJob("T1-1")]);
  expect(await queue.standing("agent.run", "T1-1")).toBe("failed");

  await queue.remove("agent.run", "T1-1");
  await queue.add(aJob("T1-1"));

  expect(await queue.standing("agent.run", "T1-1")).toBe("waiting");
});

test("hands out jobs by priority, those without one first, and the oldest among equals", async () => {
  const queue = createFakeJobQueue();
  await queue.add(aJob("low", { priority: 10 }));
  await queue.add(aJob("high-1", { priority: 1 }));
  await queue.add(aJob("high-2", { priority: 1 }));
  await queue.add(aJob("first"));
  await queue.add(aJob("message", { name: "message.process" }));

  const taken = [1, 2, 3, 4, 5].map(() => queue.takeNext("agent.run")?.id);

  expect(taken).toEqual(["first", "high-1", "high-2", "low", undefined]);
  expect(await queue.waiting("agent.run")).toBe(0);
  expect(await queue.waiting("message.process")).toBe(1);
});

test("says where a job stands", async () => {
  const queue = createFakeJobQueue();
  const standing = () => queue.standing("agent.run", "T1-1");

  const seen = [await standing()];
  await queue.add(aJob("T1-1"));
  seen.push(await standing());
  queue.takeNext("agent.run");
  seen.push(await standing());
  await queue.remove("agent.run", "T1-1");
  seen.push(await standing());
  queue.finish("agent.run", "T1-1", "completed");
  seen.push(await standing());

  expect(seen).toEqual(["missing", "waiting", "active", "active", "completed"]);
  expect(await queue.standing("message.process", "T1-1")).toBe("missing");
});

test.each(["T1:1", "17", ""])("refuses %j as an id", async (id) => {
  const queue = createFakeJobQueue();

  await expect(queue.add(aJob(id))).rejects.toMatchObject({ code: "jobs.bad_id" });
});

test("fails to add while it is broken", async () => {
  const queue = createFakeJobQueue();
  queue.breakWith(new BotError("redis.unreachable", "Redis is away.", { retryable: true }));

  await expect(queue.add(aJob("T1-1"))).rejects.toMatchObject({ code: "redis.unreachable" });
  queue.breakWith(undefined);
  await queue.add(aJob("T1-1"));

  expect(await queue.standing("agent.run", "T1-1")).toBe("waiting");
});

jobFlowContract(async () => {
  const queue = createFakeJobQueue();
  return {
    queue,
    take: async (name) => queue.takeNext(name)?.id,
    async end(name, id, how) {
      queue.finish(name, id, how);
      // The real queue forgets what has completed.
      if (how === "completed") await queue.remove(name, id);
    },
  };
});
