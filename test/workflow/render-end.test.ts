import { expect, test } from "vitest";
import { assignmentsOf, resultField } from "../../src/tasks/assignment-job.ts";
import type { AgentResult } from "../../src/tasks/task.ts";
import { renderEnd } from "../../src/workflow/render-end.ts";
import { aPlannedTask, aStage, follow } from "./plan-kit.ts";

const RESULT: AgentResult = { summary: "Two caches are enough.", body: "At length.", madeBy: "m" };

/** A task that was stopped after some of its agents were through, each with the same result. */
function stoppedAfter(stages: Parameters<typeof aPlannedTask>[0], ...through: readonly string[]): string {
  const plan = follow(aPlannedTask(stages));
  for (const assignment of through) plan.work(assignment);
  const event = { type: "task.cancelled", by: "Ada", reason: "stopped" } as const;
  plan.happen(event);
  const task = plan.task();
  const results = new Map(
    assignmentsOf(task).map((each) => [each.result ?? resultField(task, each), RESULT] as const),
  );
  return renderEnd({ task, state: "cancelled", event, results });
}

test("a task that is stopped says who stopped it, and what was done until then", () => {
  const design = aStage("design", ["architect"], { state: "done" });

  expect(stoppedAfter([design, aStage("build", ["code"], { needs: ["design"] })])).toBe(
    [
      "**T1 is stopped** by Ada. Nothing of it runs any more. What was done until then stays:",
      "- design (architect): done. Two caches are enough.",
    ].join("\n"),
  );
});

test("what single agents of a stage had delivered counts as well", () => {
  expect(stoppedAfter([aStage("build", ["code", "debug"])], "build-debug")).toContain(
    "- build: debug was through. Two caches are enough.",
  );
});

test("where nothing was done, nothing is said about it", () => {
  expect(stoppedAfter([aStage("build", ["code"])])).toBe(
    "**T1 is stopped** by Ada. Nothing of it runs any more.",
  );
});
