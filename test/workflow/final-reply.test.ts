import { expect, test } from "vitest";
import { assignmentsOf, resultField } from "../../src/tasks/assignment-job.ts";
import type { AgentResult, Task } from "../../src/tasks/task.ts";
import { effortOfTask } from "../../src/workflow/effort-of-task.ts";
import { filesOfEnd, filesOfStage } from "../../src/workflow/result-files.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";

function aResult(files: readonly string[], cost?: number): AgentResult {
  const usage = {
    models: ["m"],
    inputTokens: 1_000,
    outputTokens: 200,
    cachedTokens: 0,
    turns: 1,
    steps: 1,
    durationMs: 40_000,
    ...(cost === undefined ? {} : { cost, currency: "EUR" }),
  };
  return {
    summary: "",
    body: "",
    madeBy: "m",
    usage,
    files: files.map((name) => ({
      name,
      mediaType: name.endsWith(".diff") ? "text/x-diff" : "text/markdown",
      content: `${name} with ${files.length}`,
    })),
  };
}

/** Results under the fields that the store keeps them in, by assignment. */
function withFields(task: Task, byAssignment: ReadonlyMap<string, AgentResult>): Map<string, AgentResult> {
  return new Map(
    assignmentsOf(task).flatMap((assignment) => {
      const result = byAssignment.get(assignment.id);
      return result === undefined ? [] : [[resultField(task, assignment), result] as const];
    }),
  );
}

const names = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name);

test("a plan of one stage has its reports and its newest patch with the final reply", () => {
  const task = aPlannedTask([aStage("s1", ["debug", "code"])]);
  const results = new Map([
    ["s1-debug", aResult(["T1-debug.md", "T1.diff"])],
    ["s1-code", aResult(["T1.diff"])],
  ]);
  const known = withFields(task, results);

  const files = filesOfEnd(task, known);

  expect(names(files)).toEqual(["T1-debug.md", "T1.diff"]);
  expect(files[1]?.content).toBe("T1.diff with 1");
});

test("a plan of several has reports with the notes about stages, and the patch at the end", () => {
  const task = aPlannedTask([aStage("s1", ["debug"]), aStage("s2", ["code"], { needs: ["s1"] })]);
  const known = withFields(
    task,
    new Map([
      ["s1-debug", aResult(["T1-debug.md", "T1.diff"])],
      ["s2-code", aResult(["T1.diff"])],
    ]),
  );
  const [first] = task.plan.stages;
  if (first === undefined) throw new Error("the plan has no stage");

  expect(names(filesOfStage(task, first, known))).toEqual(["T1-debug.md"]);
  expect(names(filesOfEnd(task, known))).toEqual(["T1.diff"]);
});

test("the final reply says what all work took; money only where everything has a price", () => {
  expect(effortOfTask([aResult([], 0.5), aResult([], 0.25)])).toBe(
    "_In all: 2 pieces of work · 2,400 tokens · 0.75 EUR · 1 min 20 s of agents' time_",
  );
  expect(effortOfTask([aResult([], 0.5), aResult([])])).not.toContain("EUR");
  expect(effortOfTask([aResult([], 0.5)])).toBeUndefined();
});
