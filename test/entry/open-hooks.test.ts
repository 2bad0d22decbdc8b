import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../src/config/settings.ts";
import { openEscalate } from "../../src/entry/open-escalations.ts";
import { openHooks } from "../../src/entry/open-hooks.ts";
import { HookId } from "../../src/hooks/hook-id.ts";
import { dueHooks } from "../../src/lifecycle/hook-inputs.ts";
import { sceneOfStage } from "../../src/lifecycle/stage-hooks.ts";
import { runHooks } from "../../src/hooks/run-hooks.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import { parseRoadmap } from "../../src/roadmap/parse-roadmap.ts";
import type { AgentResult } from "../../src/tasks/task.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";
import { createRunProcess } from "../../src/process/run-process.ts";
import { systemClock } from "../../src/clock.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sy-hooks-"));
  const commands = { build: "node -e 0", lint: "node -e 0", docs: "node -e 0", bench: "node -e 0" };
  await writeFile(join(folder, "switchyard.yaml"), JSON.stringify({ workspace: { commands } }));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const RESULT: AgentResult = { summary: "the pool is larger", body: "done", madeBy: "test" };

async function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const text = "- [ ] 1.1.1 Parser\n";
  const source = { SWITCHYARD_DATA: "data", SWITCHYARD_WORKSPACE: "." };
  const settings = readSettings({ cwd: folder, source });
  const definitions = { current: () => ({ ...shipped, hash: "" }) };
  const timers = { arm: async () => undefined };
  const hooks = openHooks({
    settings,
    definitions,
    escalate: openEscalate({ settings, definitions, connected: { store, timers }, clock }),
    store,
    jobs: createFakeJobQueue(),
    load: createAgentLoad({ store, now: clock.now }),
    roadmap: () => ({ file: "TODO.md", text, items: parseRoadmap(text), problems: [] }),
    reviews: { name: "test", run: async ({ agent }) => ({ ...RESULT, summary: `${agent.id} agrees` }) },
    clock: { now: clock.now, sleep: async () => undefined },
    log: silentLogger,
    runProcess: createRunProcess({ clock: systemClock }),
  });
  const build = aStage("build", ["code", "debug"]);
  const assignments = build.assignments.map((each) => ({
    ...each,
    state: "done" as const,
    result: `1.${each.id}`,
  }));
  const stage = { ...build, assignments };
  const task = aPlannedTask([stage, aStage("check", ["ask"], { needs: ["build"] })]);
  await store.commit({ task });
  for (const { id } of assignments)
    await store.commit({ result: { taskId: "T1", field: `1.${id}`, result: RESULT } });
  const results = await store.tasks.results("T1");
  const judgement = { task, stage, results, attempt: 1, signal: new AbortController().signal };
  return { hooks, clock, store, judgement };
}

const PACKAGE = {
  from: "code",
  to: "debug",
  task: "T1",
  stage: "build",
  summary: "the pool is larger",
  findings: ["it was too small"],
  artifacts: [],
  openQuestions: [],
  evidence: [{ kind: "reference" as const, title: "the change", target: "src/pool.rs" }],
  tried: ["a larger pool: it holds"],
  nextSteps: ["look at it"],
};

// seed: rules.yaml#hook_catalogue
const CATALOGUE: readonly HookId[] = [
  "PRE_TASK_SETUP",
  "PRE_TASK_VALIDATION",
  "POST_TASK_VALIDATION",
  "POST_TASK_CLEANUP",
  "AGENT_HANDOFF_PREPARE",
  "AGENT_HANDOFF_EXECUTE",
  "COLLABORATION_INIT",
  "COLLABORATION_SYNC",
  "CODE_QUALITY_GATE",
  "INTEGRATION_QUALITY_GATE",
  "TRUTH_VALIDATION_CHECK",
  "CUSTOMER_READINESS_VALIDATION",
  "COMMERCIAL_PERFORMANCE_VALIDATION",
  "ERROR_DETECTION",
  "BLOCKER_ESCALATION",
  "INCOMPLETE_WORK_DOCUMENTATION",
  "SPARC_PHASE_TRANSITION",
  "COMMERCIAL_MILESTONE",
  "EPIC_COMPLETION_UPDATE",
  "STORY_COMPLETION_SYNC",
  "PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION",
  "TASK_COMPLETION_CASCADE",
  "BACKLOG_PRIORITY_REBALANCING",
  "PROJECT_STATUS_SYNCHRONIZATION",
];

test("the whole catalogue is gone through here", () => {
  expect(CATALOGUE.toSorted()).toEqual(HookId.options.toSorted());
});

test.each(CATALOGUE)("in a running bot the hook %s has something that reacts to it", async (hook) => {
  const { hooks, clock, judgement } = await setUp();
  const scene = sceneOfStage(judgement, shipped.agents);
  const received = [{ from: "code", stage: "build", summary: "", package: PACKAGE }];
  const handedOver = new Map([...scene.results].map(([id, result]) => [id, { ...result, handoff: PACKAGE }]));
  const [due] = dueHooks(hook, { ...scene, agent: "debug", received, results: handedOver });
  if (due === undefined) throw new Error(`${hook} is not due`);

  const { report } = await runHooks(due.hook, due.input, {
    clock: { now: clock.now, sleep: async () => new Promise(() => undefined) },
    handlers: hooks.handlers,
  });

  expect(report.handlers.map(({ name }) => name)).toEqual(["built-in"]);
  expect(report).not.toMatchObject({ status: "not_run" });
  expect(report.message).not.toContain("does not fit");
});

test("gates ask a reviewer who had no part in the work, and keep what was answered", async () => {
  const { hooks, store, judgement } = await setUp();
  const stage = { ...judgement.stage, gates: ["code_quality"] };

  const verdict = await hooks.checks.judge({ ...judgement, stage });

  expect(verdict).toMatchObject({ outcome: "passed", note: "" });
  expect(verdict.reports).toMatchObject([
    { id: "code_quality", reviewers: ["rust_best_practices_specialist"] },
  ]);
  expect((await store.documents.list("reviews")).size).toBe(1);
});
