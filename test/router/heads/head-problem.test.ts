import { expect, test } from "vitest";
import { toHeadProblem } from "../../../src/router/heads/head-problem.ts";
import { DOORS } from "../../../src/router/heads/heads.ts";
import type { TrainingExample, TrainingSet } from "../../../src/router/heads/training-set.ts";

const work = (text: string, more: Partial<TrainingExample> = {}): TrainingExample => ({
  text,
  kind: "request",
  door: "work",
  primary: "a",
  acceptable: [],
  ...more,
});

function setOf(...examples: TrainingExample[]): TrainingSet {
  return { agents: ["a", "b", "c"], examples };
}

test("part of a request's answer goes to the agents that would do as well", () => {
  const set = setOf(work("x", { acceptable: ["c", "gone"] }), work("y", { primary: "b" }));

  const { targets } = toHeadProblem("primary", set);

  expect([...targets].map((value) => Math.round(value * 100) / 100)).toEqual([0.7, 0, 0.3, 0, 1, 0]);
});

test("an agent with few examples counts for more than its number, phrases for less", () => {
  const nine = Array.from({ length: 9 }, (_, at) => work(`a${at}`));
  const four = Array.from({ length: 4 }, (_, at) => work(`b${at}`, { primary: "b" }));
  const { weights } = toHeadProblem("primary", setOf(...nine, ...four));
  const { weights: mixed } = toHeadProblem("primary", setOf(work("x"), work("y", { kind: "phrase" })));

  expect(weights[9]! / weights[0]!).toBeCloseTo(1.5, 5);
  expect(mixed[1]).toBeLessThan(mixed[0]!);
});

test("a scarce agent's messages count for much more, as a leader and as work, its phrases only as a leader", () => {
  const many = ["a", "b"].flatMap((primary) =>
    Array.from({ length: 40 }, (_, at) => work(`${primary}${at}`, { primary })),
  );
  const social = { text: "hi", kind: "front_door", door: "social", acceptable: [] } as const;
  const few = [work("c", { primary: "c" }), work("d", { primary: "c", kind: "phrase" })];
  const set = setOf(...many, ...few, social);

  const { weights: asLeader } = toHeadProblem("primary", set);
  const { weights: asWork } = toHeadProblem("door", set);

  const usual = Math.sqrt(40 / 1.3);
  expect(asLeader[80]! / asLeader[0]!).toBeGreaterThan(5 * usual);
  expect(asLeader[81]! / asLeader[80]!).toBeCloseTo(0.3, 5);
  expect(asWork[80]! / asWork[0]!).toBeGreaterThan(5 * usual);
  expect(asWork[81]! / asWork[0]!).toBeCloseTo(0.3, 5);
});

test("work has its usual share at the front door, however many requests there are", () => {
  const examples = [
    ...Array.from({ length: 30 }, (_, at) => work(`w${at}`)),
    { text: "hi", kind: "front_door", door: "social", acceptable: [] } as const,
  ];

  const { weights, chosen, targets } = toHeadProblem("door", setOf(...examples));

  const total = weights.reduce((sum, weight) => sum + weight, 0);
  expect(chosen).toHaveLength(31);
  expect(1 - weights[30]! / total).toBeCloseTo(0.75, 5);
  expect(targets[30 * DOORS.length + DOORS.indexOf("social")]).toBe(1);
});

test("whether the primary would help others is unknown, and so is what nobody said", () => {
  const set = setOf(
    work("x", { support: ["c"], complexity: "high", urgency: 4 }),
    work("y"),
    work("z", { risk: 2 }),
  );

  const support = toHeadProblem("support", set);
  const complexity = toHeadProblem("complexity", set);
  const priority = toHeadProblem("priority", set);

  expect(support.chosen).toEqual([0]);
  expect([...support.targets]).toEqual([Number.NaN, 0, 1]);
  expect(complexity.chosen).toEqual([0]);
  expect([...complexity.targets]).toEqual([0, 0, 1, 0]);
  expect(priority.chosen).toEqual([0, 2]);
  expect(priority.targets[0]).toBe(4);
  expect([...priority.targets].filter(Number.isNaN)).toHaveLength(6);
});
