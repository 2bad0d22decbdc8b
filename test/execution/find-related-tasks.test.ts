import { expect, test } from "vitest";
import { type EarlierTask, findRelatedTasks } from "../../src/execution/find-related-tasks.ts";

function earlier(id: string, text: string, updatedAt = "2025-01-01T00:00:00.000Z"): EarlierTask {
  return { id, title: `Title of ${id}`, text, state: "done", updatedAt };
}

const TASKS = [
  earlier("T-1", "allocator test in bitnet-core panics on the second run"),
  earlier("T-2", "write the release notes for 0.4.0"),
  earlier("T-3", "please fix the test"),
  earlier("T-4", "metal shader compiles slowly on the M1"),
];

function idsFor(text: string, tasks: readonly EarlierTask[] = TASKS): string[] {
  return findRelatedTasks({ id: "T-9", text }, tasks).map(({ id }) => id);
}

test("finds a task about the same thing in other words, and tells what became of it", () => {
  const related = findRelatedTasks({ id: "T-9", text: "The bitnet_core allocator tests fail, why?" }, TASKS);

  expect(related).toHaveLength(1);
  expect(related[0]).toMatchObject({
    id: "T-1",
    title: "Title of T-1",
    state: "done",
    updatedAt: "2025-01-01T00:00:00.000Z",
  });
});

test("words that most requests have make no relation", () => {
  expect(idsFor("please fix the failing build, test is broken")).toEqual([]);
  expect(idsFor("fix the test")).toEqual([]);
  expect(idsFor("can you review the change and update the docs")).toEqual([]);
  expect(idsFor("hello, please help me")).toEqual([]);
  expect(idsFor("")).toEqual([]);
});

test("the same words score 1 and come first; among equals the newer does", () => {
  const same = "quantize the embedding table on CUDA";
  const tasks = [
    earlier("T-5", same, "2025-01-02T00:00:00.000Z"),
    earlier("T-6", same, "2025-01-03T00:00:00.000Z"),
    earlier("T-7", "quantize the embedding layer on CUDA and measure perplexity"),
  ];

  const related = findRelatedTasks({ id: "T-9", text: same }, tasks);

  expect(related.map(({ id }) => id)).toEqual(["T-6", "T-5", "T-7"]);
  expect(related[0]?.score).toBeCloseTo(1, 6);
  expect(related[2]?.score).toBeLessThan(1);
});

test("leaves out the task itself, and keeps to the limit and the least score", () => {
  const same = "quantize the embedding table on CUDA";
  const tasks = ["T-5", "T-6", "T-7", "T-8", "T-9"].map((id) => earlier(id, same));

  expect(idsFor(same, tasks)).toEqual(["T-5", "T-6", "T-7"]);
  expect(findRelatedTasks({ id: "T-9", text: same }, tasks, { limit: 10 })).toHaveLength(4);
  expect(findRelatedTasks({ id: "T-9", text: same }, tasks, { minScore: 1.01 })).toEqual([]);
});
