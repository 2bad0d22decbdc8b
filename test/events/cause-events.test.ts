import { expect, test } from "vitest";
import { causeEvent, CauseEventName, toCauseEvent } from "../../src/events/cause-events.ts";
import type { CauseEvent } from "../../src/events/cause-events.ts";
import { EventType } from "../../src/events/event.ts";

const EVENTS: readonly CauseEvent[] = [
  { type: "test.failed", data: { test: "pool::reuse", run: "main" } },
  { type: "test.passed", data: { test: "pool::reuse" } },
  {
    type: "benchmark.measured",
    data: { benchmark: "alloc", value: 2, baseline: 1, unit: "ms", lossPercent: 100 },
  },
  { type: "resource.conflict", data: { resource: "gpu", between: ["T1", "T2"] } },
  { type: "milestone.slipped", data: { milestone: "beta", due: "2031-03-03", expected: "2031-03-10" } },
];

test("every cause comes back from the log as it was written", () => {
  for (const event of EVENTS) {
    const { type, data } = causeEvent(event, "T1");
    expect(toCauseEvent({ type, data: { ...data } })).toEqual(event);
  }
  expect(causeEvent(EVENTS[0]!, "T7")).toMatchObject({ taskId: "T7" });
});

test("every kind is one of the log's, and is tried here", () => {
  expect(EventType.options).toEqual(expect.arrayContaining(CauseEventName.options));
  expect(EVENTS.map(({ type }) => type)).toEqual(CauseEventName.options);
});

test.each([
  ["another event", "task.done", {}],
  ["a test without a name", "test.failed", { test: " " }],
  [
    "a figure that is a text",
    "benchmark.measured",
    { benchmark: "a", value: "2", baseline: 1, lossPercent: 1 },
  ],
  ["a conflict with oneself", "resource.conflict", { resource: "gpu", between: ["T1"] }],
  ["a day that is none", "milestone.slipped", { milestone: "m", due: "soon", expected: "later" }],
] as const)("takes %s for no cause", (_, type, data) => {
  expect(toCauseEvent({ type, data })).toBeUndefined();
});
