import { expect, test } from "vitest";
import { followEnds, settleJob } from "../../src/lifecycle/follow-ends.ts";
import { proposeToThread } from "../../src/lifecycle/propose-to-thread.ts";
import { hooksRan } from "../../src/lifecycle/outcomes-of.ts";
import { settleTask } from "../../src/lifecycle/settle-task.ts";
import { createBuiltInHandlers } from "../../src/hooks/built-in/create-built-in-handlers.ts";
import { parseRoadmap } from "../../src/roadmap/parse-roadmap.ts";
import type { Roadmap } from "../../src/roadmap/read-roadmap.ts";
import { linkChange } from "../../src/roadmap/roadmap-links.ts";
import type { StageReport, Task } from "../../src/tasks/task.ts";
import { textsOf, takeDeliveries } from "../conversation/conversation-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";
import { createHookKit } from "./lifecycle-kit.ts";

const FILE = `# Plan

## Epic 1: Loading

### Story 1.1: Files

- [ ] 1.1.1 Parser
- [x] 1.1.2 Reader

### Story 1.2: Formats (after: 1.1)

- [x] 1.2.1 Headers

## Epic 2: Speed

- [ ] 2.1.1 Kernels
`;

const PASSED: StageReport = {
  kind: "gate",
  id: "testing",
  title: "Testing",
  verdict: "passed",
  attempt: 1,
  summary: "",
  reviewers: [],
};

interface Case {
  readonly text?: string;
  readonly file?: string;
  readonly state?: Task["state"];
  readonly reports?: readonly StageReport[];
  readonly questions?: readonly string[];
  readonly requestType?: string;
  readonly purposes?: readonly ("plan" | "work")[];
}

async function setUp(how: Case = {}) {
  const { file = FILE, reports = [PASSED], purposes = ["work"] } = how;
  const kit = createHookKit();
  const roadmap: Roadmap = { file: "TODO.md", text: file, items: parseRoadmap(file), problems: [] };
  const stages = purposes.map((purpose, index) =>
    aStage(`s${index + 1}`, ["code"], { purpose, reports: [...reports] }),
  );
  const planned = aPlannedTask(stages);
  const done = planned.plan.stages.map((stage) => ({
    ...stage,
    state: "done" as const,
    assignments: stage.assignments.map((each) => ({
      ...each,
      state: "done" as const,
      result: `1.${each.id}`,
    })),
  }));
  const task: Task = {
    ...planned,
    text: how.text ?? "finish task 1.1.1",
    state: how.state ?? "done",
    requestType: how.requestType ?? "code_implementation",
    plan: { ...planned.plan, stages: done },
    ...(how.state === undefined || how.state === "done"
      ? {}
      : { error: { code: "x", message: "the parser still crashes", ref: "R-1" } }),
  };
  const handoff = { openQuestions: [...(how.questions ?? [])] };
  const result = { summary: "parsed", body: "done", madeBy: "test", handoff };
  await kit.store.commit({ task, result: { taskId: "T1", field: "1.s1-code", result } });
  const store = kit.store;
  const handlers = createBuiltInHandlers({
    clock: kit.clock,
    agents: kit.deps.agents,
    proposeRoadmapUpdate: async (proposal) => proposeToThread(proposal, { store, roadmap: () => roadmap }),
  });
  const deps = { ...kit.deps, handlers, store, roadmap: () => roadmap };
  return {
    store,
    deps,
    settle: async () => settleTask({ taskId: "T1", round: 1 }, deps),
    runs: async () =>
      hooksRan(await store.events.ofTask("T1")).flatMap(({ runs }) =>
        runs.map(({ hook, status }) => `${hook} ${status}`),
      ),
    texts: async () => textsOf(await takeDeliveries(store)),
  };
}

test("a finished task proposes its tick, and the last one of a story calls for story, epic, order and status", async () => {
  const kit = await setUp();

  await kit.settle();

  expect(await kit.runs()).toEqual([
    "TASK_COMPLETION_CASCADE passed",
    "STORY_COMPLETION_SYNC passed",
    "EPIC_COMPLETION_UPDATE passed",
    "BACKLOG_PRIORITY_REBALANCING passed",
    "PROJECT_STATUS_SYNCHRONIZATION passed",
  ]);
  const texts = await kit.texts();
  expect(texts[0]).toContain("+- [x] 1.1.1 Parser");
  expect(texts.join("\n")).toContain("story 1.2 may begin");
});

test("settling it again proposes nothing again", async () => {
  const kit = await setUp();
  await kit.settle();
  await kit.texts();
  const before = await kit.runs();

  await kit.settle();

  expect(await kit.runs()).toEqual(before);
  expect(await kit.texts()).toEqual([]);
});

test("a story with open tasks is not called complete", async () => {
  const kit = await setUp({ file: FILE.replace("- [x] 1.1.2", "- [ ] 1.1.2") });

  await kit.settle();

  expect(await kit.runs()).toEqual([
    "TASK_COMPLETION_CASCADE passed",
    "PROJECT_STATUS_SYNCHRONIZATION passed",
  ]);
});

test("without evidence no tick is proposed", async () => {
  const kit = await setUp({ reports: [] });

  await kit.settle();

  expect(await kit.runs()).toEqual(["TASK_COMPLETION_CASCADE failed"]);
  expect(await kit.texts()).toEqual([]);
});

test("the status waits for the gate of truth where that was asked", async () => {
  const kit = await setUp({ reports: [PASSED, { ...PASSED, id: "truth_validation", verdict: "failed" }] });

  await kit.settle();

  expect(await kit.runs()).toContain("PROJECT_STATUS_SYNCHRONIZATION not_run");
});

test("questions that stayed open, and a task that failed, become entries of the roadmap", async () => {
  const open = await setUp({ questions: ["who owns the format?"] });
  const failed = await setUp({ state: "failed" });

  await open.settle();
  await failed.settle();

  expect((await open.texts()).join("\n")).toContain("+- [ ] who owns the format?");
  expect(await failed.runs()).toMatchObject([expect.stringContaining("INCOMPLETE_WORK_DOCUMENTATION")]);
  expect((await failed.texts()).join("\n")).toContain("the parser still crashes");
});

test("a milestone is reached with the gate for customers", async () => {
  const kit = await setUp({ reports: [{ ...PASSED, id: "commercial_readiness" }] });

  await kit.settle();

  expect(await kit.runs()).toContain("COMMERCIAL_MILESTONE passed");
});

test("the last phase of a specification-first plan closes with its task", async () => {
  const kit = await setUp({ purposes: ["plan", "work"] });

  await kit.settle();

  expect(await kit.runs()).toContain("SPARC_PHASE_TRANSITION passed");
});

test("a story of operations is ticked by its report, other stories are not", async () => {
  const how = { text: "finish story 1.1" };
  const operations = await setUp({ ...how, requestType: "devops_infrastructure" });
  const other = await setUp(how);

  await operations.settle();
  await other.settle();

  const hook = "PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION passed";
  expect(await operations.runs()).toContain(hook);
  expect(await other.runs()).not.toContain(hook);
});

test("a task that was linked counts like one that names its item; any other is left alone", async () => {
  const linked = await setUp({ text: "finish it" });
  await linked.store.commit({
    documents: [linkChange({ taskId: "T1", item: "1.1.1", kind: "task", by: "U1" })],
  });
  const other = await setUp({ text: "finish it" });

  await linked.settle();
  await other.settle();

  expect(await linked.runs()).toContain("TASK_COMPLETION_CASCADE passed");
  expect(await other.runs()).toEqual([]);
});

test("the end of a task is found in the log, once, whatever else is there", async () => {
  const kit = await setUp();
  const jobs = createFakeJobQueue();
  const deps = { ...kit.deps, jobs };
  await kit.store.commit({ events: [{ type: "task.started", taskId: "T1" }] });
  await kit.store.commit({ events: [{ type: "task.done", taskId: "T1" }] });

  await followEnds(deps);
  expect(jobs.jobs()).toEqual([settleJob("T1", 1)]);
  await jobs.remove("task.settle", settleJob("T1", 1).id);
  await followEnds(deps);

  expect(jobs.jobs()).toEqual([]);
});
