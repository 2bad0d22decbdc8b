import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import { aTask } from "../store-contract/samples.ts";

/** A task as it was stored when a plan was one stage without a state. */
function olderTask(...states: readonly string[]): unknown {
  const assignments = states.map((state, index) => ({
    id: `s1-a${index}`,
    agent: `a${index}`,
    role: index === 0 ? "primary" : "support",
    reason: "routed",
    state,
    starts: 0,
  }));
  return JSON.parse(
    JSON.stringify({ ...aTask("T1"), plan: { stages: [{ id: "s1", title: "Work", assignments }] } }),
  );
}

test.each([
  ["nobody has begun", ["waiting", "waiting"], "ready"],
  ["somebody works", ["running", "waiting"], "running"],
  ["somebody is through", ["done", "waiting"], "running"],
  ["all are through", ["done", "failed"], "done"],
])("reads a task from before stages had states: %s", (_, states, state) => {
  const { plan } = Task.parse(olderTask(...states));

  expect(plan.state).toBe("started");
  expect(plan.stages).toMatchObject([{ state, mode: "parallel", needs: [], round: 1 }]);
  expect(plan.stages[0]?.assignments.every(({ round }) => round === 1)).toBe(true);
});
