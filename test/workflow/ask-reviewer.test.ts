import { expect, test } from "vitest";
import type { AgentRunner } from "../../src/execution/agent-runner.ts";
import type { ReviewRequest } from "../../src/gates/gate-context.ts";
import type { AgentResult } from "../../src/tasks/task.ts";
import { createAskReviewer } from "../../src/workflow/ask-reviewer.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { shipped } from "../orchestration/shipped.ts";
import { nextVersion } from "../store-contract/samples.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";

const request: ReviewRequest = {
  key: "T1.build.testing.tests_new.a1",
  taskId: "T1",
  stageId: "build",
  gate: "testing",
  check: "tests_new",
  reviewer: "test_utilities_specialist",
  question: "Testing: what is new is tested?",
  why: "No command can tell.",
  attempt: 1,
  evidence: [],
};

async function setUp(result: Partial<AgentResult> = {}, hasRunner = true) {
  const store = createMemoryStore({ now: () => 0 });
  const task = aPlannedTask([aStage("build", ["code"])]);
  await store.commit({ task });
  const asked: string[] = [];
  const runner: AgentRunner = {
    name: "test",
    async run({ assignment }) {
      asked.push(`${assignment.agent} ${assignment.role}: ${assignment.reason}`);
      return { summary: "it is tested", body: "looked at it", madeBy: "test", ...result };
    },
  };
  const ask = createAskReviewer({ store, agents: shipped.agents, ...(hasRunner ? { runner } : {}) });
  return { store, task, asked, ask };
}

test("an agent that reviews is asked once, and its answer is kept", async () => {
  const { asked, ask, store } = await setUp();

  const first = await ask(request);
  const second = await ask(request);

  expect(first).toEqual({ kind: "approved", by: request.reviewer, comment: "it is tested" });
  expect(second).toEqual(first);
  expect(asked).toEqual([
    "test_utilities_specialist gate: Testing: what is new is tested? No command can tell.",
  ]);
  expect((await store.events.ofTask("T1")).map(({ type }) => type)).toEqual(["review.answered"]);
});

test("changes that it asks for speak against the check", async () => {
  const { ask } = await setUp({ changes: "the new branch has no test" });

  expect(await ask(request)).toMatchObject({
    kind: "changes_requested",
    comment: "the new branch has no test",
  });
});

test("work that was done again is looked at again", async () => {
  const { asked, ask, store, task } = await setUp();
  await ask(request);
  await store.commit({ task: nextVersion(task, { round: 2 }) });

  await ask(request);

  expect(asked).toHaveLength(2);
});

test.each([
  ["advice is no judgement", { result: { isAdvice: true } }],
  ["nobody reviews", { hasRunner: false }],
])(
  "where %s, a person has to look",
  async (_, how: { result?: Partial<AgentResult>; hasRunner?: boolean }) => {
    const { ask, store } = await setUp(how.result, how.hasRunner);

    expect(await ask(request)).toEqual({ kind: "pending" });
    expect((await store.documents.list("reviews")).size).toBe(0);
  },
);

test("a reviewer that is no agent cannot be asked", async () => {
  const { ask } = await setUp();

  expect(await ask({ ...request, reviewer: "somebody" })).toEqual({ kind: "pending" });
});
