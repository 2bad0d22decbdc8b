import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBuiltInHandlers } from "../../src/hooks/built-in/create-built-in-handlers.ts";
import { findConflicts } from "../../src/hooks/built-in/collaboration.ts";
import { GATE_OF_HOOK } from "../../src/hooks/built-in/gate.ts";
import { standardGates } from "../gates/standard-gates.ts";
import { HookId } from "../../src/hooks/hook-id.ts";
import type { HookInput } from "../../src/hooks/hook-catalogue.ts";
import type { HookPorts, Matter } from "../../src/hooks/hook-ports.ts";
import { mayProceed } from "../../src/hooks/hook-report.ts";
import type { RoadmapProposal } from "../../src/hooks/roadmap-proposal.ts";
import { runHooks } from "../../src/hooks/run-hooks.ts";
import { loadAgents } from "../../src/agents/load-agents.ts";
import type { GateReport } from "../../src/gates/gate-report.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";

const { catalogue } = await shippedAgents();

async function shippedAgents() {
  const loaded = await loadAgents("agent-config");
  return { catalogue: { get: (id: string) => loaded.agents.find((agent) => agent.id === id) } };
}

const clock = createVirtualClock();
const subject = { taskId: "T1", stageId: "s1", round: 1 };
const proof = {
  kind: "command" as const,
  title: "tests",
  command: "cargo test",
  exitCode: 0,
  durationMs: 900,
  counts: { passed: 3, failed: 0, skipped: 0 },
};
const refutation = { ...proof, exitCode: 101 };
const shown = (text: string) => ({ text, evidence: [proof] });

function rig(more: Partial<HookPorts> = {}) {
  const proposals: RoadmapProposal[] = [];
  const matters: Matter[] = [];
  const ports: HookPorts = {
    clock,
    agents: catalogue,
    errorRules: () => shipped.playbook.errors,
    proposeRoadmapUpdate: async (proposal) => {
      proposals.push(proposal);
    },
    escalate: async (matter) => {
      matters.push(matter);
      return { id: "E1", askedOf: ["architect"] };
    },
    release: async () => ["lock:workspace"],
    ...more,
  };
  const handlers = createBuiltInHandlers(ports);
  const run = async <Id extends HookId>(
    hook: Id,
    input: Omit<HookInput<Id>, "taskId" | "stageId" | "round">,
  ) => runHooks(hook, { ...subject, ...input } as unknown as HookInput<Id>, { clock, handlers });
  return { run, proposals, matters, handlers };
}

test("every hook has built-in behaviour, once, when all ports are there", () => {
  const { handlers } = rig({ runGate: async () => Promise.reject(new Error("unused")) });

  expect(handlers.map(({ hook }) => hook).toSorted()).toEqual(HookId.options.toSorted());
});

test("a port that is missing leaves its hooks not run", async () => {
  const handlers = createBuiltInHandlers({ clock, agents: catalogue });

  const { report } = await runHooks(
    "BLOCKER_ESCALATION",
    { ...subject, problem: "stuck", openForMs: 1, severity: "high" },
    { clock, handlers },
  );

  expect(report.status).toBe("not_run");
});

describe("PRE_TASK_SETUP", () => {
  test("passes with agents that exist and a workspace that can be read", async () => {
    const { run } = rig({
      availabilityOf: async () => ({ free: true, detail: "" }),
      workspaceProblem: async () => undefined,
    });

    const { report, output } = await run("PRE_TASK_SETUP", { agent: "code", support: ["architect"] });

    expect(report.status).toBe("passed");
    expect(output).toEqual({ ready: true, problems: [] });
  });

  test("blocks with every problem at once", async () => {
    const { run } = rig({
      availabilityOf: async () => ({ free: false, detail: "3 of 3 run" }),
      workspaceProblem: async () => "no such folder",
    });

    const { report, output } = await run("PRE_TASK_SETUP", { agent: "code", support: ["ghost"] });

    expect(mayProceed(report)).toBe(false);
    expect(output?.problems).toEqual([
      "code is not free: 3 of 3 run.",
      "ghost supports, but has no agent file.",
      "The workspace cannot be read: no such folder",
    ]);
  });

  test("waits for a store that is busy instead of blocking the work", async () => {
    let asked = 0;
    const { run } = rig({
      availabilityOf: async () => {
        asked += 1;
        if (asked < 4) throw new Error("Command timed out");
        return { free: true, detail: "" };
      },
    });

    const running = run("PRE_TASK_SETUP", { agent: "code", support: [] });
    await clock.advance(10_000);

    expect((await running).report).toMatchObject({ status: "passed", handlers: [{ attempts: 4 }] });
  });
});

describe("PRE_TASK_VALIDATION", () => {
  const needs = catalogue.get("code")?.handoffNeeds ?? [];

  test("is ready when every need of the agent's file is met", async () => {
    const provided = needs.map((need) => ({ need: need.toUpperCase(), by: "the request" }));

    const { output } = await rig().run("PRE_TASK_VALIDATION", {
      agent: "code",
      specification: "add a flag",
      acceptanceCriteria: ["the flag works"],
      provided,
    });

    expect(output).toEqual({ ready: true, missing: [], conflicts: [] });
  });

  test("lists what is missing, and warns without stopping", async () => {
    const { report, output } = await rig().run("PRE_TASK_VALIDATION", {
      agent: "code",
      specification: " ",
      provided: needs.slice(1).map((need) => ({ need, by: "stage s0" })),
      conflictsWith: ["T9"],
    });

    expect(output?.missing).toEqual(["what is to be done", "how to tell that it is done", needs[0]]);
    expect(output?.conflicts).toEqual(["T9"]);
    expect(report).toMatchObject({ status: "failed", warnings: [expect.stringContaining("T9")] });
    expect(mayProceed(report)).toBe(true);
  });
});

describe("POST_TASK_VALIDATION", () => {
  test("refuses a claim without evidence", async () => {
    const { report, output } = await rig().run("POST_TASK_VALIDATION", { claim: "all tests pass" });

    expect(report.status).toBe("blocked");
    expect(output?.checks).toEqual([{ text: "all tests pass", verdict: "unproven" }]);
  });

  test("tells proven, refuted and unproven criteria apart", async () => {
    const { output } = await rig().run("POST_TASK_VALIDATION", {
      claim: "done",
      criteria: [shown("compiles"), { text: "is fast" }, { text: "is safe", evidence: [refutation] }],
    });

    expect(output?.checks.map(({ verdict }) => verdict)).toEqual([
      "refuted",
      "proven",
      "unproven",
      "refuted",
    ]);
  });

  test("passes when everything is shown", async () => {
    const { report } = await rig().run("POST_TASK_VALIDATION", {
      claim: "done",
      criteria: [shown("compiles")],
    });

    expect(report.status).toBe("passed");
  });
});

test("POST_TASK_CLEANUP gives back and reports", async () => {
  const startedAt = new Date(clock.now() - 60_000).toISOString();

  const { output } = await rig().run("POST_TASK_CLEANUP", {
    summary: "flag added",
    startedAt,
    evidence: [proof],
  });

  expect(output).toMatchObject({
    released: ["lock:workspace"],
    report: { durationMs: 60_000, evidenceCount: 1 },
  });
});

describe("handoffs", () => {
  const draft = {
    from: "debug",
    to: "code",
    summary: "index is off by one",
    findings: ["packing.rs:188 multiplies the wrong stride"],
    artifacts: [],
    openQuestions: [],
    evidence: [proof],
    tried: ["swapping the strides: two other tests fail"],
    nextSteps: ["put the fix in, with a regression test"],
  };

  test("are prepared with all parts", async () => {
    const { report, output } = await rig().run("AGENT_HANDOFF_PREPARE", { draft });

    expect(report.status).toBe("passed");
    expect(output?.package).toMatchObject({ task: "T1", stage: "s1", from: "debug", to: "code" });
  });

  test("are refused with a list of all that is missing", async () => {
    const { report, output } = await rig().run("AGENT_HANDOFF_PREPARE", {
      draft: {
        from: "debug",
        to: "debug",
        findings: [],
        artifacts: [],
        evidence: [proof],
        nextSteps: ["go"],
        mood: "fine",
      },
    });

    expect(mayProceed(report)).toBe(false);
    expect(output).toBeUndefined();
    for (const part of [
      "summary: missing",
      "findings: empty",
      "openQuestions: missing",
      "tried: missing",
      "mood",
    ]) {
      expect(report.message).toContain(part);
    }
  });

  test("go to agents that exist", async () => {
    const { report } = await rig().run("AGENT_HANDOFF_PREPARE", { draft: { ...draft, to: "ghost" } });

    expect(report.message).toContain("ghost has no agent file");
  });

  test("are refused without any one of their parts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(draft)), async (part) => {
        const rest = Object.fromEntries(
          Object.entries({ ...draft, evidence: [proof] }).filter(([key]) => key !== part),
        );

        const { report } = await rig().run("AGENT_HANDOFF_PREPARE", {
          draft: part === "evidence" ? { ...rest, evidence: [] } : rest,
        });

        expect(report.status).toBe("blocked");
        expect(report.message).toContain(part);
      }),
    );
  });

  const whole = { ...draft, task: "T1", stage: "s1" };

  test("are carried out by the one they are for, who says what is to be done", async () => {
    const { output } = await rig().run("AGENT_HANDOFF_EXECUTE", {
      package: whole,
      acceptance: { agent: "code", restatement: "fix the stride and test it" },
      checkInAfterMs: 3_600_000,
    });

    expect(output).toMatchObject({
      owner: "code",
      checkInAt: new Date(clock.now() + 3_600_000).toISOString(),
    });
  });

  test.each([
    ["somebody else", { agent: "architect", restatement: "x" }, "architect accepted"],
    ["somebody silent", { agent: "code", restatement: " " }, "did not say"],
  ])("are not carried out by %s", async (_, acceptance, message) => {
    const { report } = await rig().run("AGENT_HANDOFF_EXECUTE", { package: whole, acceptance });

    expect(mayProceed(report)).toBe(false);
    expect(report.message).toContain(message);
  });

  test("of another task are refused", async () => {
    const acceptance = { agent: "code", restatement: "fix it" };

    const { report } = await rig().run("AGENT_HANDOFF_EXECUTE", {
      package: { ...whole, task: "T2" },
      acceptance,
    });

    expect(report.message).toContain("belongs to T2");
  });
});

describe("collaboration", () => {
  const members = [
    { agent: "architect", role: "lead" as const, duty: "interfaces" },
    { agent: "code", role: "support" as const, duty: "implementation" },
  ];
  const record = { members, syncPoints: ["design", "merge"], arbiter: "architect", successCriteria: [] };

  test("records roles and sync points", async () => {
    const { output } = await rig().run("COLLABORATION_INIT", record);

    expect(output).toEqual(record);
  });

  test.each([
    ["one agent", { members: members.slice(0, 1) }, "two agents"],
    ["two leads", { members: members.map((member) => ({ ...member, role: "lead" as const })) }, "one lead"],
    ["no sync point", { syncPoints: [] }, "no sync point"],
  ])("does not begin with %s", async (_, change, message) => {
    const { report } = await rig().run("COLLABORATION_INIT", { ...record, ...change });

    expect(report).toMatchObject({ status: "blocked", message: expect.stringContaining(message) });
  });

  test("sync finds who is missing, who is stuck and where members differ", async () => {
    const { report, output } = await rig().run("COLLABORATION_SYNC", {
      record: { ...record, members: [...members, { agent: "debug", role: "support", duty: "tests" }] },
      syncPoint: "design",
      updates: [
        {
          agent: "architect",
          progress: "half",
          touches: ["api.rs"],
          decisions: [{ topic: "Errors", choice: "enum" }],
        },
        {
          agent: "code",
          progress: "begun",
          touches: ["api.rs"],
          decisions: [{ topic: "errors", choice: "string" }],
          blockers: ["no GPU"],
        },
      ],
    });

    expect(output).toMatchObject({
      absent: ["debug"],
      conflicts: [
        { kind: "same_place", about: "api.rs", agents: ["architect", "code"] },
        { kind: "decision", about: "errors" },
      ],
      blockers: [{ agent: "code", text: "no GPU" }],
      escalate: true,
    });
    expect(report).toMatchObject({
      status: "failed",
      warnings: [expect.stringContaining("architect decides")],
    });
  });

  test("members in different places with one opinion have no conflict", () => {
    const update = { progress: "x", blockers: [], decisions: [{ topic: "errors", choice: "enum" }] };

    expect(
      findConflicts([
        { ...update, agent: "a", touches: ["a.rs", "a.rs"] },
        { ...update, agent: "b", touches: ["b.rs"] },
      ]),
    ).toEqual([]);
  });
});

describe("ERROR_DETECTION", () => {
  const trouble = { kind: "test" as const, message: "assertion failed", attempt: 1, maxAttempts: 3 };

  test.each([
    ["a failing test", {}, "permanent high false"],
    ["a time-out", { kind: "other", message: "request timed out" }, "transient medium false"],
    [
      "a time-out too many",
      { kind: "other", message: "request timed out", attempt: 3 },
      "blocker medium true",
    ],
    [
      "what its origin calls curable",
      { kind: "other", message: "hiccup", retryable: true },
      "transient medium false",
    ],
    [
      "what its origin calls hopeless",
      { kind: "other", message: "timed out", retryable: false },
      "permanent medium false",
    ],
    ["missing rights", { kind: "other", message: "EACCES: permission denied" }, "blocker medium true"],
    ["a blocker", { kind: "blocker", message: "waiting" }, "blocker high true"],
    ["a broken build", { kind: "build", message: "E0308" }, "permanent critical true"],
    [
      "a regression of 20 %",
      { kind: "regression", message: "slow", slowerPercent: 20 },
      "permanent low false",
    ],
    [
      "a regression of 26 %",
      { kind: "regression", message: "slow", slowerPercent: 26 },
      "permanent medium false",
    ],
    [
      "a regression of 101 %",
      { kind: "regression", message: "slow", slowerPercent: 101 },
      "permanent critical true",
    ],
  ] as const)("sorts %s", async (_, change, expected) => {
    const { output } = await rig().run("ERROR_DETECTION", { ...trouble, ...change });

    expect(`${output?.class} ${output?.severity} ${output?.escalate}`).toBe(expected);
  });
});

test("BLOCKER_ESCALATION raises the matter with its key, and says so when nothing was tried", async () => {
  const { run, matters } = rig();

  const { output } = await run("BLOCKER_ESCALATION", {
    agent: "code",
    problem: "no access",
    openForMs: 7_200_000,
    severity: "high",
  });

  expect(output).toEqual({ escalationId: "E1", askedOf: ["architect"] });
  expect(matters).toMatchObject([
    { key: "T1.s1.BLOCKER_ESCALATION.r1", attempts: ["nothing on record"], agent: "code" },
  ]);
});

test("a port that fails is a failed hook, and the task goes on", async () => {
  const { run } = rig({ escalate: async () => Promise.reject(new Error("chat is down")) });

  const running = run("BLOCKER_ESCALATION", { problem: "stuck", openForMs: 1, severity: "low" });
  await clock.advance(60_000);
  const { report } = await running;

  expect(report).toMatchObject({ status: "failed", message: "built-in: chat is down" });
  expect(mayProceed(report)).toBe(true);
});

describe("INCOMPLETE_WORK_DOCUMENTATION", () => {
  test("proposes an entry for each item, once", async () => {
    const { run, proposals } = rig();
    const item = {
      title: "pool leaks",
      kind: "unresolved" as const,
      location: "pool.rs:9",
      reproduction: "cargo test pool",
    };

    const { report, output } = await run("INCOMPLETE_WORK_DOCUMENTATION", {
      items: [item, item],
      parent: "Epic 1",
    });

    expect(report.status).toBe("passed");
    expect(proposals).toMatchObject([
      { changes: [{ kind: "add", under: "Epic 1", text: "pool leaks (pool.rs:9)" }] },
    ]);
    expect(output?.tell).toEqual(["truth_validator", "development_phase_tracker"]);
  });

  test("says what an entry lacks", async () => {
    const { output } = await rig().run("INCOMPLETE_WORK_DOCUMENTATION", {
      items: [{ title: "red test", kind: "failing_test" }],
    });

    expect(output?.vague).toEqual(["red test lacks where it is and the exact error and how to see it."]);
  });
});

describe("gates as hooks", () => {
  test("stand for gates that there are", () => {
    const gates = standardGates.map(({ id }) => id);

    expect(Object.values(GATE_OF_HOOK).filter((id) => !gates.includes(id))).toEqual([]);
  });

  const report: GateReport = {
    gate: "code_quality",
    title: "Code quality",
    taskId: "T1",
    attempt: 1,
    verdict: "passed",
    checks: [],
    evidence: [],
    reviewers: ["architect"],
    at: new Date(0).toISOString(),
  };

  test.each([
    ["passed", "passed"],
    ["failed", "blocked"],
    ["needs_review", "blocked"],
    ["not_run", "not_run"],
  ] as const)("a gate that is %s makes the hook %s", async (verdict, status) => {
    const { run } = rig({ runGate: async () => ({ ...report, verdict }) });

    const result = await run("CODE_QUALITY_GATE", { authors: ["code"], attempt: 1 });

    expect(result.report.status).toBe(status);
    expect(result.output?.verdict).toBe(verdict);
  });
});

describe("changes of state", () => {
  test("a finished task ticks its item and calls for its story", async () => {
    const { run, proposals } = rig();

    const { output } = await run("TASK_COMPLETION_CASCADE", {
      item: "1.2",
      evidence: [proof],
      story: { item: "1", openTasks: ["1.2"] },
    });

    expect(proposals).toMatchObject([
      { id: "T1.s1.TASK_COMPLETION_CASCADE.r1", changes: [{ kind: "tick", item: "1.2" }] },
    ]);
    expect(output?.next).toEqual(["STORY_COMPLETION_SYNC", "PROJECT_STATUS_SYNCHRONIZATION"]);
  });

  test("a story with an open task is not called for", async () => {
    const story = { item: "1", openTasks: ["1.2", "1.3"] };

    const { output } = await rig().run("TASK_COMPLETION_CASCADE", { item: "1.2", evidence: [proof], story });

    expect(output?.next).toEqual(["PROJECT_STATUS_SYNCHRONIZATION"]);
  });

  test("nothing is ticked without evidence", async () => {
    const { run, proposals } = rig();

    const { report, output } = await run("TASK_COMPLETION_CASCADE", { item: "1.2" });

    expect(report.status).toBe("failed");
    expect(output).toMatchObject({ next: [] });
    expect(proposals).toEqual([]);
  });

  test("a complete story lets those begin that waited for it alone", async () => {
    const { output } = await rig().run("STORY_COMPLETION_SYNC", {
      item: "2.1",
      tasks: [{ item: "a", done: true }],
      criteria: [shown("loads a model")],
      dependents: [
        { item: "2.2", waitsFor: [{ item: "2.1", done: false }] },
        {
          item: "2.3",
          waitsFor: [
            { item: "2.1", done: false },
            { item: "1.9", done: false },
          ],
        },
      ],
      epic: { item: "2", openStories: ["2.1"] },
    });

    expect(output).toMatchObject({
      enabled: ["2.2"],
      next: ["EPIC_COMPLETION_UPDATE", "PROJECT_STATUS_SYNCHRONIZATION"],
    });
  });

  test("a story with something open enables nothing", async () => {
    const { output } = await rig().run("STORY_COMPLETION_SYNC", {
      item: "2.1",
      tasks: [{ item: "a", done: false }],
      criteria: [{ text: "loads a model" }],
      dependents: [{ item: "2.2", waitsFor: [{ item: "2.1", done: false }] }],
    });

    expect(output).toMatchObject({ enabled: [], open: ["Still open: a.", 'Nothing shows "loads a model".'] });
  });

  test("an epic is complete with all its stories, and then status follows order", async () => {
    const { run, proposals } = rig();

    const done = await run("EPIC_COMPLETION_UPDATE", { item: "2", stories: [{ item: "2.1", done: true }] });
    const open = await run("EPIC_COMPLETION_UPDATE", { item: "2", stories: [{ item: "2.1", done: false }] });

    expect(done.output?.next).toEqual(["BACKLOG_PRIORITY_REBALANCING", "PROJECT_STATUS_SYNCHRONIZATION"]);
    expect(open.output?.open).toEqual(["Still open: 2.1."]);
    expect(proposals).toHaveLength(1);
  });

  test("an operations story ticks each criterion that its report shows", async () => {
    const { run, proposals } = rig();

    await run("PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION", {
      item: "ops",
      report: "docs/ops.md",
      criteria: [shown("restarts")],
    });

    expect(proposals[0]?.changes).toMatchObject([{ item: "ops" }, { item: "restarts" }]);
  });

  test("a phase goes on to the next when it left something behind", async () => {
    const phase = { phase: "specification" as const, criteria: [shown("agreed")] };

    const through = await rig().run("SPARC_PHASE_TRANSITION", { ...phase, artifacts: ["spec.md"] });
    const empty = await rig().run("SPARC_PHASE_TRANSITION", { ...phase, artifacts: [] });
    const last = await rig().run("SPARC_PHASE_TRANSITION", {
      ...phase,
      phase: "completion",
      artifacts: ["x"],
    });

    expect(through.output?.nextPhase).toBe("pseudocode");
    expect(empty.report.status).toBe("blocked");
    expect(empty.output?.nextPhase).toBeUndefined();
    expect(last.output).toMatchObject({ open: [] });
    expect(last.output?.nextPhase).toBeUndefined();
  });

  test.each([
    ["passed", true],
    ["needs_review", false],
    ["not_run", false],
  ] as const)("a milestone whose gate is %s is reached: %s", async (readiness, ready) => {
    const { output } = await rig().run("COMMERCIAL_MILESTONE", { milestone: "beta", readiness });

    expect(output?.ready).toBe(ready);
  });

  test("the backlog is ordered by score, and equal scores keep their order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
        async (scores) => {
          const items = scores.map((score, place) => ({ item: `i${place}`, score }));

          const { output } = await rig().run("BACKLOG_PRIORITY_REBALANCING", { completed: "1", items });

          const ranked = (output?.ranking ?? []).map((item) => items.find((each) => each.item === item));
          expect(ranked).toHaveLength(items.length);
          for (const [place, item] of ranked.entries()) {
            const next = ranked[place + 1];
            if (item === undefined || next === undefined) continue;
            const keeps =
              item.score > next.score ||
              (item.score === next.score && items.indexOf(item) < items.indexOf(next));
            expect(keeps).toBe(true);
          }
        },
      ),
    );
  });

  test("an order that is right already is not proposed again", async () => {
    const { run, proposals } = rig();

    await run("BACKLOG_PRIORITY_REBALANCING", {
      completed: "1",
      items: [
        { item: "a", score: 2 },
        { item: "b", score: 1 },
      ],
    });

    expect(proposals).toEqual([]);
  });

  test("claims that differ stand side by side with what was measured, and none is believed", async () => {
    const { run, proposals } = rig();

    const { output } = await run("PROJECT_STATUS_SYNCHRONIZATION", {
      claims: [
        { subject: "tests", value: "99.8 %", source: "README.md:3" },
        { subject: "tests", value: "91.3 %", source: "STATUS.md:9" },
        { subject: "phase", value: "foundation", source: "STATUS.md:1" },
      ],
      measured: [{ subject: "tests", value: "91.3 %", at: "2031-03-01T00:00:00.000Z" }],
    });

    expect(output).toMatchObject({
      consistent: false,
      contested: [{ subject: "tests", says: expect.arrayContaining(["99.8 % (README.md:3)"]) }],
    });
    expect(proposals).toMatchObject([{ changes: [{ kind: "note" }] }]);
  });
});
