import { expect, test } from "vitest";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import type { ReviewRequest } from "../../src/gates/gate-context.ts";
import type { AgentResult } from "../../src/tasks/task.ts";
import { createAgentReview } from "../../src/workflow/ask-agent.ts";
import { makeAgent, makeCatalogue } from "../execution/brief-kit.ts";
import { aPlannedTask, aStage, follow } from "./plan-kit.ts";

const REQUEST: ReviewRequest = {
  key: "T1.build.testing.tests_new.a1",
  taskId: "T1",
  stageId: "build",
  gate: "testing",
  check: "tests_new",
  reviewer: "tester",
  question: "What is new is tested?",
  why: "No test ran.",
  attempt: 1,
  evidence: [{ kind: "reference", title: "the change", target: "src/pool.rs", line: 4 }],
};

async function ask(result: AgentResult, request: ReviewRequest = REQUEST) {
  const runs: AgentRun[] = [];
  const plan = follow(aPlannedTask([aStage("build", ["code"], { gates: ["testing"] })]));
  plan.work("build-code");
  const review = createAgentReview({
    agents: () => makeCatalogue(makeAgent({ id: "tester" })),
    runner: {
      name: "test",
      async run(run) {
        runs.push(run);
        return result;
      },
    },
  });
  const answer = await review(request, {
    task: plan.task(),
    stage: plan.stage("build"),
    results: new Map([["1.build-code.1", { summary: "the pool is larger", body: "", madeBy: "test" }]]),
    attempt: 1,
    signal: new AbortController().signal,
  });
  return { answer, runs };
}

const SAID: AgentResult = { summary: "every path is tested", body: "", madeBy: "test" };

test("asks the reviewer with the question, why, the work and its evidence", async () => {
  const { runs } = await ask(SAID);

  expect(runs).toMatchObject([
    {
      agent: { id: "tester" },
      assignment: { agent: "tester", role: "gate", reason: "What is new is tested? No test ran." },
      received: [
        { from: "code", summary: "the pool is larger" },
        { from: "gate", summary: "src/pool.rs:4" },
      ],
    },
  ]);
});

test.each([
  ["work is a yes", SAID, { kind: "approved", by: "tester", comment: "every path is tested" }],
  [
    "what asks for changes is a no",
    { ...SAID, changes: "test the empty pool" },
    { kind: "changes_requested", by: "tester", comment: "test the empty pool" },
  ],
  ["advice is no answer", { ...SAID, isAdvice: true }, { kind: "pending" }],
])("%s", async (_, result, answer) => {
  expect((await ask(result)).answer).toEqual(answer);
});

test("asks nobody who is not there", async () => {
  const { answer, runs } = await ask(SAID, { ...REQUEST, reviewer: "gone" });

  expect([answer, runs]).toEqual([{ kind: "pending" }, []]);
});
