import { describe, expect, test } from "vitest";
import { aPlannedTask, aStage, follow } from "./plan-kit.ts";

const builtAndChecked = () => [
  aStage("build", ["code", "helper"], { mode: "sequential" }),
  aStage("check", ["tester:reviewer", "judge:gate"], {
    mode: "review",
    purpose: "validate",
    needs: ["build"],
    reworks: "build",
    maxRounds: 2,
  }),
];

function effectsOf(plan: ReturnType<typeof follow>, type: string) {
  return plan.effects.filter((effect) => effect.type === type);
}

describe("modes", () => {
  test("agents of a sequential stage take turns", () => {
    const plan = follow(aPlannedTask([aStage("build", ["code", "helper"], { mode: "sequential" })]));

    expect(plan.begin("build-helper").refused).toBe("not_due");
    plan.work("build-code");
    expect(plan.begin("build-helper").refused).toBeUndefined();
  });

  test("agents of a parallel stage work at once, and the stage waits for the last", () => {
    const plan = follow(
      aPlannedTask([aStage("build", ["code", "helper"]), aStage("next", ["ask"], { needs: ["build"] })]),
    );

    plan.work("build-helper");
    expect(plan.states()).toEqual({ build: "running", next: "waiting" });
    plan.work("build-code");
    plan.judge("build");

    expect(plan.states()).toEqual({ build: "done", next: "ready" });
  });

  test("joint work goes into another round while somebody wants one, as often as is allowed", () => {
    const plan = follow(
      aPlannedTask([aStage("think", ["a", "b"], { mode: "joint", maxRounds: 2 }), aStage("z", ["c"])]),
    );

    plan.work("think-a", "I am not sure yet");
    plan.work("think-b");
    expect(plan.stage("think")).toMatchObject({ state: "rework", round: 2, jointRounds: 1 });
    expect(plan.stage("think").earlier).toEqual(["1.think-a.1", "1.think-b.1"]);
    plan.work("think-a", "still not");
    plan.work("think-b");

    expect(plan.stage("think").state).toBe("gating");
  });
});

describe("asking for changes", () => {
  test("sends work back to those who made it, and everything after it waits again", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));
    plan.work("build-code");
    plan.work("build-helper");
    plan.judge("build");

    plan.work("check-tester", "the name is wrong");

    expect(plan.states()).toEqual({ build: "rework", check: "waiting" });
    expect(plan.stage("build").earlier).toContain("1.check-tester.1");
    expect(plan.task().plan.hops).toEqual([{ from: "tester", to: "code", count: 1 }]);
    expect(effectsOf(plan, "post").at(-1)).toMatchObject({
      note: { kind: "rework", target: "build", by: "tester", text: "the name is wrong" },
    });
  });

  test("ends the task with an escalation when it happens more often than is allowed", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));
    for (let round = 0; round < 3; round += 1) {
      plan.work("build-code");
      plan.work("build-helper");
      plan.judge("build");
      plan.work("check-tester", "again");
    }

    expect(plan.task()).toMatchObject({ state: "failed", error: { code: "workflow.limit" } });
    expect(effectsOf(plan, "escalate")).toMatchObject([{ stage: "check", trigger: "quality_concern" }]);
    expect(effectsOf(plan, "task.ended")).toEqual([{ type: "task.ended", state: "failed" }]);
  });

  test("ends the task when work goes round in circles between the same two", () => {
    const limits = { maxHops: 12, sameHandoff: 1, gateAttempts: 3, trigger: "stuck" };
    const plan = follow(aPlannedTask(builtAndChecked(), { limits }));
    for (let round = 0; round < 2; round += 1) {
      plan.work("build-code");
      plan.work("build-helper");
      plan.judge("build");
      plan.work("check-tester", "again");
    }

    expect(plan.task().error?.message).toContain("circles");
  });

  test("a supporter's wish for changes is no reason to stop where nothing can be sent back", () => {
    const plan = follow(aPlannedTask([aStage("build", ["code", "helper"]), aStage("z", ["ask"])]));

    plan.work("build-helper", "do it differently");

    expect(plan.stage("build").state).toBe("running");
  });
});

describe("gates", () => {
  const gated = () => aPlannedTask([aStage("build", ["code"], { gates: ["testing"], maxRounds: 3 })]);

  test("a stage is over only when they have passed", () => {
    const plan = follow(gated());
    plan.work("build-code");
    expect(plan.stage("build").state).toBe("gating");

    plan.judge("build");

    expect(plan.task().state).toBe("done");
  });

  test("what fails is done again, at most three times, and then it is escalated", () => {
    const plan = follow(gated());
    const states = [1, 2, 3].map(() => {
      plan.work("build-code");
      plan.judge("build", "failed", "two tests fail");
      return [plan.task().state, plan.stage("build").round];
    });

    expect(states).toEqual([
      ["running", 2],
      ["running", 3],
      ["failed", 3],
    ]);
    expect(effectsOf(plan, "escalate")).toHaveLength(1);
  });

  test("a verdict about an earlier round comes too late", () => {
    const plan = follow(gated());
    plan.work("build-code");
    plan.judge("build", "failed");
    plan.work("build-code");

    const late = plan.happen({
      type: "gate.verdict",
      stage: "build",
      round: 1,
      verdict: { outcome: "passed", note: "", reports: [] },
    });

    expect(late.refused).toBe("late");
  });

  test("a hook that blocks ends the task", () => {
    const plan = follow(gated());
    plan.work("build-code");
    plan.judge("build", "blocked", "the licence is missing");

    expect(plan.task()).toMatchObject({ state: "failed", error: { code: "workflow.blocked" } });
  });

  test("what they leave open is put to a person", () => {
    const plan = follow(gated());
    plan.work("build-code");
    plan.judge("build", "ask", "8 % slower");

    expect(plan.stage("build")).toMatchObject({ state: "awaiting_approval", note: "8 % slower" });
    plan.happen({ type: "stage.approved", stage: "build", by: "Ada" });
    expect(plan.task().state).toBe("done");
  });
});

describe("people", () => {
  const approved = () => [
    aStage("build", ["code"]),
    aStage("deploy", ["ops"], { purpose: "deploy", approval: "person", needs: ["build"] }),
  ];

  test("a stage that needs approval waits for it", () => {
    const plan = follow(aPlannedTask(approved()));
    plan.work("build-code");
    plan.judge("build");
    plan.work("deploy-ops");
    plan.judge("deploy");
    expect(plan.states()).toEqual({ build: "done", deploy: "awaiting_approval" });

    plan.happen({ type: "stage.approved", stage: "deploy", by: "Ada" });

    expect(plan.task().state).toBe("done");
  });

  test("nothing waits for a person where nobody is there, and it is not called approved", () => {
    const plan = follow(aPlannedTask(approved(), { isUnattended: true }));
    plan.work("build-code");
    plan.judge("build");
    plan.work("deploy-ops");
    plan.judge("deploy");

    expect(plan.task().state).toBe("done");
    expect(plan.stage("deploy")).toMatchObject({ state: "skipped" });
    expect(plan.stage("deploy").note).toContain("nobody was there");
  });

  test("a refusal sends the work back with its reason", () => {
    const plan = follow(aPlannedTask(approved()));
    plan.work("build-code");
    plan.judge("build");
    plan.work("deploy-ops");
    plan.judge("deploy");

    plan.happen({ type: "stage.refused", stage: "deploy", by: "Ada", reason: "not on a Friday" });

    expect(plan.stage("deploy")).toMatchObject({ state: "rework", note: "not on a Friday", round: 2 });
  });

  test("a proposed plan starts when somebody says so, and not before", () => {
    const plan = follow(aPlannedTask([aStage("build", ["code"])], { state: "proposed" }));
    expect(plan.begin("build-code").refused).toBe("not_due");

    plan.happen({ type: "plan.started", by: "Ada" });

    expect(plan.states()).toEqual({ build: "ready" });
    expect(plan.happen({ type: "plan.started", by: "Ada" }).refused).toBe("not_proposed");
  });

  test("cancelling takes back all that waits, and what still comes changes nothing", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));
    plan.begin("build-code");

    plan.happen({ type: "task.cancelled", by: "Ada" });
    const before = plan.task();
    const late = plan.work("build-code");

    expect(plan.states()).toEqual({ build: "cancelled", check: "cancelled" });
    expect(late.refused).toBe("task_over");
    expect(plan.task()).toBe(before);
    expect(effectsOf(plan, "jobs.cancel")).toMatchObject([
      { jobs: [{ kind: "stage" }, { assignment: "build-code" }, { assignment: "build-helper" }] },
    ]);
  });

  test("a skipped stage lets go on what waits for it, with its reason kept", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));

    plan.happen({ type: "stage.skipped", stage: "build", by: "Ada", reason: "it is there already" });

    expect(plan.states()).toEqual({ build: "skipped", check: "ready" });
    expect(plan.stage("build").note).toBe("it is there already (Ada)");
  });

  test("whoever waits for a skipped stage still waits for what that one waited for", () => {
    const plan = follow(
      aPlannedTask([
        aStage("a", ["x"]),
        aStage("b", ["y"], { needs: ["a"] }),
        aStage("c", ["z"], { needs: ["b"] }),
      ]),
    );

    plan.happen({ type: "stage.skipped", stage: "b", by: "Ada", reason: "no" });

    expect(plan.states()).toEqual({ a: "ready", b: "skipped", c: "waiting" });
  });

  test("a retried stage is done again with what was built on it", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));
    plan.work("build-code");
    plan.work("build-helper");
    plan.judge("build");
    plan.work("check-tester");

    plan.happen({ type: "stage.retried", stage: "build", by: "Ada" });

    expect(plan.states()).toEqual({ build: "ready", check: "waiting" });
    expect(plan.task().round).toBe(1);
  });

  test("a failed task goes on in its next round, and what was done stays done", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));
    plan.work("build-code");
    plan.work("build-helper");
    plan.judge("build");
    plan.fail("check-tester");
    expect(plan.task().state).toBe("failed");

    plan.happen({ type: "stage.retried", stage: "check", by: "Ada" });

    expect(plan.task()).toMatchObject({ state: "queued", round: 2 });
    expect(plan.task().error).toBeUndefined();
    expect(plan.states()).toEqual({ build: "done", check: "ready" });
  });

  test("a reassigned part drops the old agent's work and starts the new one's", () => {
    const plan = follow(aPlannedTask(builtAndChecked()));
    plan.begin("build-code");

    plan.happen({ type: "assignment.reassigned", stage: "build", to: "other", by: "Ada" });

    expect(
      plan.happen({ type: "assignment.finished", assignment: "build-code", round: 1, result: "x" }).refused,
    ).toBe("late");
    expect(effectsOf(plan, "assignments.start")).toMatchObject([{ assignments: ["build-other"] }]);
    plan.work("build-other");
    expect(effectsOf(plan, "assignments.start").at(-1)).toMatchObject({ assignments: ["build-helper"] });
    plan.work("build-helper");
    expect(effectsOf(plan, "stage.finish")).toEqual([{ type: "stage.finish", stage: "build" }]);
  });

  test.each([
    ["to somebody who judges it", "build", "tester", "judges_own_work"],
    ["of a judge to somebody who works on it", "check", "code", "judges_own_work"],
    ["to an agent that is there already", "build", "helper", "already_there"],
    ["of a stage that is not there", "ghost", "other", "unknown_stage"],
  ])("refuses a reassignment %s", (_, stage, to, refused) => {
    const plan = follow(aPlannedTask(builtAndChecked()));

    expect(plan.happen({ type: "assignment.reassigned", stage, to, by: "Ada" }).refused).toBe(refused);
  });
});

describe("failing", () => {
  test("without its lead a stage fails its task, and everything else is taken back", () => {
    const plan = follow(aPlannedTask([aStage("a", ["x"]), aStage("b", ["y"])]));

    plan.fail("a-x", true);

    expect(plan.task().state).toBe("dead");
    expect(plan.states()).toEqual({ a: "failed", b: "cancelled" });
  });

  test("without a supporter it goes on", () => {
    const plan = follow(aPlannedTask([aStage("a", ["x", "y"]), aStage("b", ["z"], { needs: ["a"] })]));
    plan.fail("a-y");

    plan.work("a-x");
    plan.judge("a");

    expect(plan.states()).toEqual({ a: "done", b: "ready" });
  });

  test("telling people may fail without failing the work", () => {
    const plan = follow(
      aPlannedTask([aStage("fix", ["x"]), aStage("tell", ["y"], { purpose: "communicate" })]),
    );

    plan.fail("tell-y");
    plan.work("fix-x");
    plan.judge("fix");

    expect(plan.task().state).toBe("done");
    expect(plan.states()).toEqual({ fix: "done", tell: "failed" });
  });
});

test("a person's word closes the gates that nobody had judged, and the report says whose it was", () => {
  const open = {
    kind: "gate" as const,
    id: "testing",
    title: "Testing",
    verdict: "needs_review",
    attempt: 1,
    summary: "somebody has to look",
    reviewers: [],
  };
  const plan = follow(aPlannedTask([aStage("build", ["code"], { gates: ["testing"] })]));
  plan.work("build-code");
  const verdict = { outcome: "ask" as const, note: "look at it", reports: [open] };
  plan.happen({ type: "gate.verdict", stage: "build", round: 1, verdict });

  plan.happen({ type: "stage.approved", stage: "build", by: "Ada" });

  expect(plan.stage("build").reports.at(-1)).toMatchObject({ verdict: "passed", reviewers: ["Ada"] });
});
