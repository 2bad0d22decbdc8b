import { expect, test } from "vitest";
import { jobQueueContract } from "../job-queue.contract.ts";
import { createFakeJobQueue } from "./fake-job-queue.ts";

jobQueueContract("the fake job queue", async () => createFakeJobQueue());

test("a job that a worker has taken keeps its place", async () => {
  const queue = createFakeJobQueue();
  await queue.add({ name: "agent.run", id: "a", payload: {}, priority: 5 });
  queue.takeNext("agent.run");

  expect(await queue.changePriority("agent.run", "a", 1)).toBe(false);
});
