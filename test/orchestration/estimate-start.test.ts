import { expect, test } from "vitest";
import { estimateStart, type Ahead } from "../../src/orchestration/estimate-start.ts";
import type { AgentStanding, RunningWork } from "../../src/orchestration/load/agent-load.ts";
import { shipped } from "./shipped.ts";
import { NOW, stateOf } from "./load-kit.ts";

const rules = shipped.playbook.workload.estimates;
const AGENTS = ["debug", "code", "ask"];
const MINUTE = 60_000;
const debugging: Ahead = { agent: "debug", complexity: "medium" };
const MEASURED: Readonly<Record<string, Partial<AgentStanding>>> = {
  debug: { durations: { medium: [4, 60, 6].map((minutes) => minutes * MINUTE) } },
  code: { durations: { medium: [1, 1, 1].map((minutes) => minutes * MINUTE) } },
};

function estimate(ahead: readonly Ahead[], running: readonly RunningWork[] = [], measured = MEASURED) {
  return estimateStart(ahead, AGENTS, { state: stateOf(measured, running), rules });
}

function since(minutes: number): RunningWork {
  return { ...debugging, sinceMs: NOW - minutes * MINUTE };
}

test("goes by the median of what an agent's work of the size took lately", () => {
  expect(estimate([debugging])).toBe(6 * MINUTE);
});

test("counts what is in hand by what is left of it", () => {
  expect(estimate([], [since(2)])).toBe(4 * MINUTE);
  expect(estimate([debugging], [since(2)])).toBe(10 * MINUTE);
  expect(estimate([debugging], [since(90)])).toBe(6 * MINUTE);
});

test("plays it through with as many hands as are at work", () => {
  const ahead = [debugging, debugging, debugging];

  expect(estimate(ahead, [since(6), since(6)])).toBe(6 * MINUTE);
});

test("falls back on others' work of the size, then on anything measured, then says nothing", () => {
  const other: Ahead = { agent: "ask", complexity: "medium" };
  const larger: Ahead = { agent: "ask", complexity: "critical" };

  expect(estimate([other])).toBe(2.5 * MINUTE);
  expect(estimate([larger])).toBe(2.5 * MINUTE);
  expect(estimate([other], [], { code: { durations: { medium: [MINUTE, MINUTE] } } })).toBeUndefined();
  expect(estimate([], [since(1)], {})).toBeUndefined();
});
