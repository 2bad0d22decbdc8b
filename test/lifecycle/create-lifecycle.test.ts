import { expect, test } from "vitest";
import type { HookHandler } from "../../src/hooks/hook-handler.ts";
import { hooksRan } from "../../src/lifecycle/outcomes-of.ts";
import type { MomentRecord } from "../../src/lifecycle/record.ts";
import type { Turn } from "../../src/lifecycle/lifecycle.ts";
import type { AgentResult, Stage, Task } from "../../src/tasks/task.ts";
import { receivedWork } from "../../src/workflow/handoff.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";
import { createHookKit, teamHandler } from "./lifecycle-kit.ts";

const RESULT: AgentResult = {
  summary: "the pool is larger",
  body: "done",
  madeBy: "test",
  handoff: {
    findings: ["the pool was too small"],
    artifacts: ["src/pool.rs"],
    openQuestions: [],
    tried: ["a larger pool: it holds"],
    nextSteps: ["look at it"],
  },
};

function turnOf(stage: Stage, index = 0): Turn {
  const plan = aPlannedTask([stage, aStage("check", ["ask"], { needs: [stage.id] })]);
  const task: Task = { ...plan, route: { ...plan.route, complexity: "medium" } };
  const assignment = stage.assignments[index];
  if (assignment === undefined) throw new Error("there is no such assignment");
  return { task, stage, assignment };
}

function runsOf({ events }: MomentRecord) {
  const logged = events.map((event) => ({ type: event.type, data: event.data ?? {} }));
  return hooksRan(logged).flatMap(({ runs }) => runs);
}

function statuses(record: MomentRecord): string[] {
  return runsOf(record).map(({ hook, status }) => `${hook} ${status}`);
}

const failing =
  (message: string): HookHandler["run"] =>
  async () => ({ status: "failed", message });
const alone = () => turnOf(aStage("build", ["code"]));

test("before an agent begins, the workspace and what it needs are looked at", async () => {
  const kit = createHookKit();

  const record = await kit.lifecycle.before(alone(), []);

  expect(runsOf(record).map(({ hook }) => hook)).toEqual(["PRE_TASK_SETUP", "PRE_TASK_VALIDATION"]);
  expect(record.events).toHaveLength(1);
  expect(record.blocked).toBeUndefined();
});

test("after its work, the claim is looked at, then the rest is tidied up, then the next one is prepared", async () => {
  const kit = createHookKit();

  const record = await kit.lifecycle.after(alone(), { result: RESULT, startedMs: kit.clock.now() });

  expect(statuses(record)).toEqual([
    "POST_TASK_VALIDATION passed",
    "POST_TASK_CLEANUP passed",
    "AGENT_HANDOFF_PREPARE passed",
  ]);
});

test("evidence that speaks against a claim blocks, and nothing after that runs", async () => {
  const kit = createHookKit();
  const evidence = [{ kind: "command", title: "tests", command: "cargo test", exitCode: 1, durationMs: 5 }];
  const result = { ...RESULT, handoff: { ...RESULT.handoff, evidence } };

  const record = await kit.lifecycle.after(alone(), { result, startedMs: kit.clock.now() });

  expect(statuses(record)[0]).toBe("POST_TASK_VALIDATION blocked");
  expect(
    statuses(record)
      .slice(1)
      .every((one) => one.endsWith("not_run")),
  ).toBe(true);
  expect(record.blocked).toMatchObject({ hook: "POST_TASK_VALIDATION" });
});

test("what was learned is written down with the end of the work", async () => {
  const told: unknown[] = [];
  const spy = teamHandler("POST_TASK_CLEANUP", {
    run: async ({ input }) => {
      told.push(input);
      return { status: "passed", message: "kept" };
    },
  });
  const kit = createHookKit([spy]);

  await kit.lifecycle.after(alone(), { result: RESULT, startedMs: kit.clock.now() });

  expect(told).toMatchObject([
    { summary: "the pool is larger", lessons: ["the pool was too small"], notes: ["look at it"] },
  ]);
});

test("a lead that is away does not begin", async () => {
  const availabilityOf = async () => ({ free: false, detail: "Ada said that it is away" });
  const kit = createHookKit([], { ports: { availabilityOf } });

  const record = await kit.lifecycle.before(alone(), []);

  expect(record.blocked?.message).toContain("code is not free: Ada said that it is away.");
  expect(statuses(record)).toEqual(["PRE_TASK_SETUP blocked", "PRE_TASK_VALIDATION not_run"]);
});

test("shared work begins once, with whoever leads it", async () => {
  const kit = createHookKit();
  const stage = aStage("build", ["code", "debug"], { isShared: true });

  const lead = await kit.lifecycle.before(turnOf(stage, 0), []);
  const other = await kit.lifecycle.before(turnOf(stage, 1), []);

  expect(statuses(lead)).toContain("COLLABORATION_INIT passed");
  expect(statuses(other).join()).not.toContain("COLLABORATION_INIT");
});

test("whoever takes over accepts the package that was prepared", async () => {
  const kit = createHookKit();
  const build = aStage("build", ["code"], { handoff: "required" });
  const done: Stage = {
    ...build,
    state: "done",
    assignments: build.assignments.map((each) => ({ ...each, state: "done", result: "1.build-code" })),
  };
  const check = aStage("check", ["ask"], { needs: ["build"] });
  const task = aPlannedTask([done, check]);
  const [assignment] = check.assignments;
  if (assignment === undefined) throw new Error("there is nobody to check");
  const received = receivedWork(task, assignment.id, new Map([["1.build-code", RESULT]]));

  const record = await kit.lifecycle.before({ task, stage: check, assignment }, received);

  expect(statuses(record)).toContain("AGENT_HANDOFF_EXECUTE passed");
});

test("a handler of the team that blocks before the work stops it, and says so", async () => {
  const kit = createHookKit([
    teamHandler("PRE_TASK_SETUP", { name: "freeze", onFailure: "block", run: failing("code freeze") }),
  ]);

  const record = await kit.lifecycle.before(alone(), []);

  expect(record.blocked).toEqual({ hook: "PRE_TASK_SETUP", message: "freeze: code freeze" });
});

test("a handler of the team that fails without that policy stops nothing and is told in the thread", async () => {
  const kit = createHookKit([teamHandler("PRE_TASK_SETUP", { name: "lint", run: failing("two warnings") })]);

  const record = await kit.lifecycle.before(alone(), []);

  expect(record.blocked).toBeUndefined();
  expect(record.deliveries).toMatchObject([
    { content: { message: { text: "T1, PRE_TASK_SETUP: lint: two warnings" } } },
  ]);
});

test("the same moment has the same keys each time, and rounds have keys of their own", async () => {
  const kit = createHookKit();
  const turn = alone();
  const keys = async (one: Turn) => runsOf(await kit.lifecycle.before(one, [])).map(({ key }) => key);

  expect(await keys(turn)).toEqual(await keys(turn));
  expect(await keys({ ...turn, task: { ...turn.task, round: 2 } })).not.toEqual(await keys(turn));
});

const trouble = {
  kind: "other",
  code: "agents.crashed",
  message: "no space left on device",
  isRetryable: false,
} as const;

test("trouble that only somebody else can end climbs", async () => {
  const kit = createHookKit();

  const record = await kit.lifecycle.failed(alone(), trouble);

  expect(statuses(record)).toEqual(["ERROR_DETECTION passed", "BLOCKER_ESCALATION passed"]);
  expect(kit.matters).toMatchObject([
    { taskId: "T1", agent: "code", problem: expect.stringContaining("no space left on device") },
  ]);
});

test("trouble that would only come again is classed and goes no higher", async () => {
  const kit = createHookKit();

  const record = await kit.lifecycle.failed(alone(), { ...trouble, message: "index out of bounds" });

  expect(statuses(record)).toEqual(["ERROR_DETECTION passed"]);
  expect(kit.matters).toEqual([]);
});

test("nobody above is called for a supporter, since the work goes on without", async () => {
  const kit = createHookKit();

  await kit.lifecycle.failed(turnOf(aStage("build", ["code", "debug"]), 1), trouble);

  expect(kit.matters).toEqual([]);
});

test("how a handler ended that nobody waited for is in the log once it has", async () => {
  const kit = createHookKit([teamHandler("PRE_TASK_SETUP", { name: "notify", blocking: false })]);

  await kit.lifecycle.before(alone(), []);
  await kit.late.drain();

  const [event] = await kit.store.events.ofTask("T1");
  expect(event).toMatchObject({
    type: "hooks.ran",
    data: {
      at: "late",
      runs: [{ hook: "PRE_TASK_SETUP", handlers: [{ name: "notify", status: "passed" }] }],
    },
  });
});
