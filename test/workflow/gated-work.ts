import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import { measurementsOf } from "../../src/facts/measured-by-gates.ts";
import { createMeasurementBook } from "../../src/facts/measurements.ts";
import { createStoredBaselines } from "../../src/gates/benchmarks/stored-baselines.ts";
import { createReportReader } from "../../src/gates/create-report-reader.ts";
import type { GateDeps, ReviewAnswer, ReviewRequest } from "../../src/gates/gate-context.ts";
import { createRunProcess } from "../../src/process/run-process.ts";
import { lookForCauses } from "../../src/risks/look-for-causes.ts";
import type { AgentResult, Plan, Stage, Task } from "../../src/tasks/task.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import { createStageChecks } from "../../src/workflow/create-stage-checks.ts";
import { finishStage } from "../../src/workflow/finish-stage.ts";
import type { PlanEvent } from "../../src/workflow/plan-event.ts";
import { enqueueTask } from "../../src/workflow/stage-flow.ts";
import { takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { createExecution } from "../execution/execution-kit.ts";
import { makeAgent } from "../execution/brief-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aRef, aTask } from "../store-contract/samples.ts";
import { aPlannedTask } from "./plan-kit.ts";

const RUN = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };
const { platform, workspace: chat } = aRef("1");

/** The rules as they are shipped, with real commands in a small workspace of its own; only agents are played. */
export interface GatedWork {
  readonly files?: Readonly<Record<string, string>>;
  readonly commands?: GateDeps["commands"];
  readonly results?: GateDeps["results"];
  /** What reviewers answer; default: nobody does. */
  readonly review?: (request: ReviewRequest) => ReviewAnswer;
  /** What agents deliver. */
  readonly work?: (agent: string, place: string) => AgentResult;
}

export const WORK: AgentResult = { summary: "the pool is larger", body: "done", madeBy: "test" };
export const approve = ({ reviewer }: ReviewRequest): ReviewAnswer => ({
  kind: "approved",
  by: reviewer,
  comment: "looked at it",
});

export function openGatedWork({
  files = {},
  commands = {},
  results = { format: "auto" },
  review = () => ({ kind: "pending" }),
  work = () => WORK,
}: GatedWork) {
  const workspace = mkdtempSync(join(tmpdir(), "gated-"));
  const kit = createExecution();
  const jobs = createFakeJobQueue();
  const { store, clock } = kit;
  const asked: ReviewRequest[] = [];
  const measurements = createMeasurementBook(join(workspace, ".measured"));
  const { passBelow, failAbove } = shipped.playbook.gates.regression;
  const runProcess = createRunProcess({ clock: systemClock });

  function write(path: string, text: string): void {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const [path, text] of Object.entries(files)) write(path, text);

  const checks = createStageChecks({
    gates: () => shipped.playbook.gates.gates,
    gateDeps: () => ({
      // Reports of this run are told from earlier ones by the time of their files.
      clock: { ...systemClock, now: () => (results.file === undefined ? clock.now() : systemClock.now()) },
      runProcess,
      workspace,
      env: { PATH: process.env["PATH"] ?? "" },
      commands,
      results,
      timeoutMs: 30_000,
      readReport: createReportReader(workspace),
      baselines: createStoredBaselines({ machine: "m1", workspace }, store),
      thresholds: { passBelowPercent: passBelow, failAbovePercent: failAbove },
      machine: "m1",
      askReviewer: async (request) => {
        asked.push(request);
        return review(request);
      },
    }),
    keepMeasurements: async (reports) => measurements.keep(measurementsOf(reports)),
    runHooks: async () => [],
  });
  const deps = {
    ...kit.deps,
    jobs,
    checks,
    agents: () => ({ agents: [], get: (id: string) => makeAgent({ id }) }),
    runner: {
      name: "test",
      run: async ({ assignment }: { assignment: { agent: string } }) => work(assignment.agent, workspace),
    },
  };

  async function runAll(): Promise<void> {
    for (let count = 0; count < 60; count += 1) {
      const finish = jobs.takeNext("stage.finish");
      const job = finish ?? jobs.takeNext("agent.run");
      if (job === undefined) return;
      const name = finish === undefined ? "agent.run" : "stage.finish";
      const payload = job.payload as never;
      if (name === "stage.finish") await finishStage(payload, deps, RUN);
      else await runAssignment(payload, deps, RUN);
      jobs.finish(name, job.id, "completed");
      await jobs.remove(name, job.id);
    }
  }

  return {
    workspace,
    write,
    store,
    clock,
    asked,
    measurements,
    /** Opens a task with these stages and runs all that can be run. */
    async start(id: string, stages: readonly Stage[], changes: Partial<Plan> = {}): Promise<Task> {
      const { plan } = aPlannedTask(stages, changes);
      const task = aTask(id, { plan });
      await store.commit({ task });
      await enqueueTask(task, jobs);
      await runAll();
      return kit.task(id);
    },
    /** Lets somebody decide, and runs what follows. */
    async happen(taskId: string, event: PlanEvent): Promise<Task> {
      await applyPlanEvent({ taskId, event }, deps);
      await runAll();
      return kit.task(taskId);
    },
    /** What people read since the last time. */
    posts: async () => textsOf(await takeDeliveries(store)),
    /** What the contingency rules that are shipped put to people in the alerts channel. */
    async proposals(): Promise<string[]> {
      await takeDeliveries(store);
      await lookForCauses({
        store,
        clock,
        rules: () => shipped.playbook.contingency.rules,
        places: () => [{ platform, workspace: chat, channel: "alerts" }],
      });
      return textsOf(await takeDeliveries(store));
    },
    events: async (type: string) =>
      (await store.events.since("0", 1_000)).filter((event) => event.type === type),
  };
}
