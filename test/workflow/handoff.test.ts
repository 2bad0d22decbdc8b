import { expect, test } from "vitest";
import type { AgentResult, Task } from "../../src/tasks/task.ts";
import { receivedWork, refuseIncompleteHandoff } from "../../src/workflow/handoff.ts";
import { aPlannedTask, aStage, follow } from "./plan-kit.ts";

const WHOLE = {
  findings: ["the pool is too small"],
  artifacts: ["src/pool.rs"],
  openQuestions: [],
  tried: ["a larger pool: it passes"],
  nextSteps: ["make it larger"],
};

function result(handoff?: AgentResult["handoff"], more: Partial<AgentResult> = {}): AgentResult {
  return {
    summary: "found it",
    body: "found it",
    madeBy: "test",
    ...(handoff === undefined ? {} : { handoff }),
    ...more,
  };
}

const strict = () =>
  aPlannedTask([
    aStage("build", ["code", "helper"], { mode: "sequential", handoff: "required" }),
    aStage("check", ["tester:reviewer"], { mode: "review", needs: ["build"], reworks: "build" }),
  ]);

const refusalOf = (task: Task, assignment: string, one: AgentResult): string => {
  try {
    refuseIncompleteHandoff(task, assignment, one);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test("a result without a whole package is refused where handing over is required, all that is missing named", () => {
  const { tried: _tried, ...rest } = WHOLE;

  const refusal = refusalOf(strict(), "build-code", result({ ...rest, findings: [] }));

  expect(refusal).toContain("code cannot hand over to helper");
  expect(refusal).toContain("findings: empty");
  expect(refusal).toContain("tried: missing");
});

test.each([
  ["a whole package", "build-code", result(WHOLE)],
  ["nobody to hand over to", "check-tester", result()],
])("%s is no reason to refuse", (_, assignment, one) => {
  expect(refusalOf(strict(), assignment, one)).toBe("");
});

test("where handing over is optional nothing is refused", () => {
  const task = aPlannedTask([aStage("build", ["code", "helper"], { mode: "sequential" })]);

  expect(refusalOf(task, "build-code", result())).toBe("");
});

test("the last of a stage hands over to whoever begins the next one", () => {
  expect(refusalOf(strict(), "build-helper", result())).toContain("helper cannot hand over to tester");
});

test("an agent starts with the packages of those before it, made out to it", () => {
  const plan = follow(strict());
  plan.work("build-code");

  const received = receivedWork(plan.task(), "build-helper", new Map([["1.build-code.1", result(WHOLE)]]));

  expect(received).toMatchObject([
    { from: "code", stage: "build", summary: "found it", package: { from: "code", to: "helper", ...WHOLE } },
  ]);
});

test("work that comes back comes with the old results and with what is to be changed", () => {
  const plan = follow(strict());
  plan.work("build-code");
  plan.work("build-helper");
  plan.judge("build");
  plan.work("check-tester", "the name is wrong");
  const results = new Map([
    ["1.build-code.1", result(WHOLE)],
    ["1.build-helper.1", result(WHOLE)],
    ["1.check-tester.1", result(undefined, { changes: "the name is wrong" })],
  ]);

  const received = receivedWork(plan.task(), "build-code", results);

  expect(received.map(({ from, changes, package: pack }) => [from, changes, pack?.to])).toEqual([
    ["code", undefined, undefined],
    ["helper", undefined, "code"],
    ["tester", "the name is wrong", undefined],
  ]);
});
