import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startAgentWorkers } from "../../jobs/start-workers.ts";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { isTerminal, Plan, Stage } from "../../src/tasks/task.ts";
import type { Task } from "../../src/tasks/task.ts";
import { settlePlan } from "../../src/workflow/settle-plan.ts";
import { enqueueTask } from "../../src/workflow/stage-flow.ts";
import { makeAgent } from "../../test/execution/brief-kit.ts";
import { aTask } from "../../test/store-contract/samples.ts";
import { CONCURRENCY } from "../spine/spine-harness.ts";
import type { Load } from "./raw-flows.ts";

export interface Measured {
  readonly seconds: number;
  /** The most that was in use at a time above what the process had before, garbage included. */
  readonly peakMiB: number;
  /** What is left of it afterwards. */
  readonly keptMiB: number;
  readonly redisMiB: number;
}

const JOBS = {
  concurrency: CONCURRENCY,
  attempts: 5,
  backoffMs: 1_000,
  maxStarts: 5,
  timeoutMs: 60_000,
  lockMs: 30_000,
  stalledMs: 15_000,
};
const MIB = 1_048_576;

/** So that what is measured is in use and not only not yet collected. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

function planOf(stages: number): Plan {
  return Plan.parse({
    stages: Array.from({ length: stages }, (_, index) =>
      Stage.parse({
        id: `s${index + 1}`,
        title: `Stage ${index + 1}`,
        state: "waiting",
        needs: index === 0 ? [] : [`s${index}`],
        assignments: [
          { id: `s${index + 1}-a`, agent: "a", role: "primary", reason: "", state: "waiting", starts: 0 },
        ],
      }),
    ),
  });
}

/** All tasks at once through store, state machine, jobs and deliveries, with an agent that does nothing. */
export async function measurePlans(redisUrl: string, { tasks, stages }: Load): Promise<Measured> {
  const connected = await connectStore({
    url: redisUrl,
    workspaceId: `bench${Date.now()}`,
    retention: { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 },
    allowUnsafe: false,
    withinMs: 10_000,
    jobs: JOBS,
    clock: systemClock,
    log: silentLogger,
  });
  const { store, queue: jobs, workerHost } = connected;
  let ended = 0;
  const counting = {
    ...store,
    async commit(changes: Parameters<typeof store.commit>[0]) {
      const outcome = await store.commit(changes);
      if (outcome === "committed" && changes.task !== undefined && isTerminal(changes.task.state)) ended += 1;
      return outcome;
    },
  };
  const agent = makeAgent({ id: "a" });
  const workers = startAgentWorkers(workerHost, {
    store: counting,
    jobs,
    agents: () => ({ agents: [agent], get: () => agent }),
    runner: { name: "no-op", run: async () => ({ summary: "done", body: "done", madeBy: "no-op" }) },
    checks: { judge: async () => ({ outcome: "passed" as const, note: "", reports: [] }) },
    clock: systemClock,
    newReference: () => "R-bench",
    watchMs: 1_000,
  });
  const redisBytes = async () =>
    Number(/^used_memory:(\d+)/mu.exec(await workerHost.client.info("memory"))?.[1]);
  collectGarbage();
  const [heapBefore, redisBefore] = [process.memoryUsage().heapUsed, await redisBytes()];
  let heapPeak = heapBefore;
  const start = performance.now();
  const plan = planOf(stages);
  await Promise.all(
    Array.from({ length: tasks }, async (_, index) => {
      const at = new Date().toISOString();
      const task: Task = settlePlan(aTask(`T${index + 1}`, { plan, createdAt: at, updatedAt: at })).task;
      await store.commit({ task });
      await enqueueTask(task, jobs);
    }),
  );
  const isOver = () => ended >= tasks;
  while (!isOver()) {
    heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
    await sleep(20);
  }
  const seconds = (performance.now() - start) / 1_000;
  const redisMiB = ((await redisBytes()) - redisBefore) / MIB;
  await workers.stop(10_000);
  await connected.close();
  collectGarbage();
  const keptMiB = (process.memoryUsage().heapUsed - heapBefore) / MIB;
  return { seconds, peakMiB: (heapPeak - heapBefore) / MIB, keptMiB, redisMiB };
}
