import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import type { StageVerdict } from "../../src/workflow/plan-event.ts";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import { finishStage, giveUpStage } from "../../src/workflow/finish-stage.ts";
import { enqueueTask } from "../../src/workflow/stage-flow.ts";
import { textsOf } from "../conversation/conversation-kit.ts";
import { createExecution } from "../execution/execution-kit.ts";
import { makeAgent } from "../execution/brief-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";
import type { Stage } from "../../src/tasks/task.ts";

const RUN = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };
const PASSED: StageVerdict = { outcome: "passed", note: "", reports: [] };

/** A task under way in a store in memory, with a queue whose jobs are run one by one. */
async function setUp(stages: readonly Stage[], changes: Parameters<typeof aPlannedTask>[1] = {}) {
  const kit = createExecution();
  const jobs = createFakeJobQueue();
  const judged: string[] = [];
  let verdict: StageVerdict = PASSED;
  const deps = {
    ...kit.deps,
    jobs,
    agents: () => ({ agents: [], get: (id: string) => makeAgent({ id }) }),
    checks: {
      judge: async ({ stage }: { stage: Stage }) => {
        judged.push(`${stage.id}.${stage.round}`);
        return verdict;
      },
    },
  };
  const task = aPlannedTask(stages, changes);
  await kit.open(task);
  await enqueueTask(task, jobs);

  async function step(): Promise<string | undefined> {
    for (const name of ["stage.finish", "agent.run"] as const) {
      const job = jobs.takeNext(name);
      if (job === undefined) continue;
      const payload = job.payload as never;
      if (name === "stage.finish") await finishStage(payload, deps, RUN);
      else await runAssignment(payload, deps, RUN);
      jobs.finish(name, job.id, "completed");
      await jobs.remove(name, job.id);
      return job.id;
    }
    return undefined;
  }

  return {
    ...kit,
    deps,
    jobs,
    judged,
    say: (next: StageVerdict) => {
      verdict = next;
    },
    step,
    async runAll(): Promise<string[]> {
      const ran: string[] = [];
      for (let id = await step(); id !== undefined && ran.length < 100; id = await step()) ran.push(id);
      return ran;
    },
    states: async () =>
      Object.fromEntries((await kit.task("T1")).plan.stages.map(({ id, state }) => [id, state])),
  };
}

const twoStages = () => [
  aStage("build", ["code", "helper"], { mode: "sequential" }),
  aStage("check", ["tester:reviewer"], {
    mode: "review",
    needs: ["build"],
    reworks: "build",
    gates: ["testing"],
  }),
];

test("a plan runs stage by stage to one final reply, each stage told when it is over", async () => {
  const kit = await setUp(twoStages());

  const ran = await kit.runAll();

  expect(ran).toEqual([
    "T1-r1-build-code",
    "T1-r1-build-helper",
    "T1-r1-build",
    "T1-r1-check-tester",
    "T1-r1-check",
  ]);
  expect((await kit.task("T1")).state).toBe("done");
  const texts = textsOf(await kit.deliveries());
  expect(texts.map((text) => text.split("\n")[0])).toEqual([
    "**T1, 1 of 2: build**",
    "**T1, 2 of 2: check**",
    "**T1 is done.**",
  ]);
  expect(kit.judged).toEqual(["check.1"]);
  expect(kit.jobs.jobs()).toEqual([]);
});

test("changes that a reviewer asks for bring the stage back with ids of its own", async () => {
  const kit = await setUp(twoStages());
  let asked = false;
  kit.workAs(async ({ assignment, received }) => {
    const changes = assignment.agent === "tester" && !asked ? { changes: "the name is wrong" } : {};
    if (assignment.agent === "tester") asked = true;
    return {
      summary: received.map(({ from }) => from).join(),
      body: assignment.agent,
      madeBy: "test",
      ...changes,
    };
  });

  const ran = await kit.runAll();

  expect(ran).toContain("T1-r1-build-code.2");
  expect((await kit.task("T1")).state).toBe("done");
  const results = await kit.store.tasks.results("T1");
  expect(results.get("1.build-code.2")?.summary).toBe("code,helper,tester");
});

test("a stage that is judged twice is judged once for the plan", async () => {
  const kit = await setUp(twoStages());
  for (let count = 0; count < 4; count += 1) await kit.step();
  const ref = { taskId: "T1", stageId: "check", round: 1, stageRound: 1 };

  await Promise.all([finishStage(ref, kit.deps, RUN), finishStage(ref, kit.deps, RUN)]);

  expect((await kit.eventTypes("T1")).filter((type) => type === "task.done")).toHaveLength(1);
});

test("the report card is posted with the verdict, also where the work goes back", async () => {
  const kit = await setUp([aStage("build", ["code"], { gates: ["testing"] })]);
  kit.say({ outcome: "failed", note: "two tests fail", reports: [], card: "**Report card**: failed" });
  await kit.step();
  await kit.step();

  const texts = textsOf(await kit.deliveries());

  expect(texts[0]).toContain("**Report card**: failed");
  expect(texts[1]).toContain("two tests fail");
  expect((await kit.task("T1")).plan.stages[0]).toMatchObject({ state: "rework", round: 2 });
});

test("checks that cannot be run are put to a person, not passed", async () => {
  const kit = await setUp([aStage("build", ["code"], { gates: ["testing"] })]);
  await kit.step();

  await giveUpStage(
    { taskId: "T1", stageId: "build", round: 1, stageRound: 1 },
    new BotError("jobs.timeout", "It took too long."),
    kit.deps,
  );

  expect(await kit.states()).toEqual({ build: "awaiting_approval" });
  const question = (await kit.deliveries()).find(({ kind }) => kind === "post");
  expect(question).toMatchObject({ message: { choices: { prompt: "approve.T1.r1.build.1" } } });
});

test("cancelling leaves no job behind", async () => {
  const kit = await setUp(twoStages());

  await applyPlanEvent(
    { taskId: "T1", event: { type: "task.cancelled", by: "Ada", reason: "wrong" } },
    kit.deps,
  );

  expect(kit.jobs.jobs()).toEqual([]);
  expect(textsOf(await kit.deliveries())).toEqual([
    "**T1 is cancelled** by Ada: wrong. Nothing of it runs any more.",
  ]);
});

test("the reconciler brings back a stage whose jobs are gone, and the end of one whose agents are through", async () => {
  const kit = await setUp(twoStages());
  await kit.jobs.remove("stage.finish", "T1-r1-build");
  kit.clock.advance(4_000);
  await reconcile(kit.deps);
  await kit.step();
  await kit.step();
  await kit.jobs.remove("stage.finish", "T1-r1-build");
  kit.clock.advance(4_000);

  expect(await reconcile(kit.deps)).toMatchObject({ resumed: 1 });
  await kit.runAll();

  expect((await kit.task("T1")).state).toBe("done");
});

test("the queue being away loses nothing: the reconciler carries out what was decided", async () => {
  const kit = await setUp(twoStages());
  await kit.step();
  await kit.step();
  kit.jobs.breakWith(new BotError("jobs.unavailable", "away", { retryable: true }));
  await expect(kit.step()).rejects.toThrow("away");
  kit.jobs.breakWith(undefined);
  kit.clock.advance(4_000);

  await reconcile(kit.deps);

  expect(await kit.states()).toEqual({ build: "done", check: "ready" });
  expect(await kit.jobs.standing("agent.run", "T1-r1-check-tester")).toBe("waiting");
});

test("an agent without the handoff that its stage requires has no result", async () => {
  const kit = await setUp([aStage("build", ["code", "helper"], { mode: "sequential", handoff: "required" })]);

  await expect(kit.step()).rejects.toMatchObject({ code: "workflow.handoff_incomplete", retryable: true });

  expect((await kit.task("T1")).plan.stages[0]?.assignments[0]).toMatchObject({ state: "running" });
});

test("a limit that is reached is a matter that is kept until somebody settles it", async () => {
  const kit = await setUp([aStage("build", ["code"], { gates: ["testing"] })]);
  kit.say({ outcome: "failed", note: "two tests fail", reports: [] });

  await kit.runAll();

  expect((await kit.task("T1")).state).toBe("failed");
  const kept = [...(await kit.store.documents.list("escalations")).values()].map((json) => JSON.parse(json));
  expect(kept).toMatchObject([{ taskId: "T1", stageId: "build", trigger: "quality_concern", state: "open" }]);
});
