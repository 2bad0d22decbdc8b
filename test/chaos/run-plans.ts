import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import fc from "fast-check";
import { systemClock } from "../../src/clock.ts";
import type { ConnectedStore } from "../../src/entry/connect-store.ts";
import type { LoggedEvent } from "../../src/events/event.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { isTerminal } from "../../src/tasks/task.ts";
import type { Task } from "../../src/tasks/task.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import type { PlanEvent } from "../../src/workflow/plan-event.ts";
import { enqueueTask } from "../../src/workflow/stage-flow.ts";
import { seededRandom } from "../seeded-random.ts";
import { aTask } from "../store-contract/samples.ts";
import { byPerson, somePlan } from "../workflow/random-plans.ts";
import { keepAlive, startNode } from "./mortal-process.ts";
import { connectChaos, readViolations } from "./plan-store.ts";
import type { PlanOrders } from "./plan-store.ts";

export interface PlansUnderFire {
  readonly redisUrl: string;
  readonly seed: number;
  readonly plans: number;
  readonly workers: number;
  /** Workers killed with SIGKILL, one after the other, while people change their minds. */
  readonly kills: number;
  /** Times that a person retries, skips, reassigns, cancels, approves or refuses something. */
  readonly changes: number;
  readonly paceMs: number;
  readonly workMs: number;
  readonly patienceMs: number;
  readonly say?: (line: string) => void;
}

export interface PlansReport {
  readonly ended: number;
  readonly changed: number;
  /** Tasks that did not end within the patience. */
  readonly open: readonly string[];
  /** Tasks with more or fewer than one end in a round. */
  readonly endedTwice: readonly string[];
  readonly doubleResults: readonly string[];
  /** Agents that ran before what they wait for. */
  readonly early: readonly string[];
  /** Jobs that are left although every task has ended. */
  readonly orphans: readonly string[];
}

const ENDS: ReadonlySet<string> = new Set(["task.done", "task.failed", "task.dead", "task.cancelled"]);

async function submit(connected: ConnectedStore, { plans, seed }: PlansUnderFire): Promise<string[]> {
  const samples = fc.sample(somePlan, { numRuns: plans, seed });
  const ids: string[] = [];
  for (const [index, { plan }] of samples.entries()) {
    const id = `T${index + 1}`;
    const at = new Date().toISOString();
    const task = aTask(id, { plan, createdAt: at, updatedAt: at });
    await connected.store.commit({ task });
    await enqueueTask(task, connected.queue);
    ids.push(id);
  }
  return ids;
}

/** What helps a task to its end where it waits for a person. */
function helpfulEvent(task: Task): PlanEvent | undefined {
  if (task.plan.state === "proposed") return { type: "plan.started", by: "ada" };
  const waiting = task.plan.stages.find(({ state }) => state === "awaiting_approval");
  return waiting === undefined ? undefined : { type: "stage.approved", stage: waiting.id, by: "ada" };
}

interface Stormy extends PlansUnderFire {
  readonly connected: ConnectedStore;
  readonly ids: readonly string[];
  readonly random: () => number;
}

/** People change their minds about random tasks. Resolves with how often that took effect. */
async function changeMinds({ connected, ids, random, changes, paceMs }: Stormy): Promise<number> {
  const deps = { store: connected.store, jobs: connected.queue, clock: systemClock };
  let changed = 0;
  // Until enough took effect: how many do depends on how far the plans are, and that on the machine.
  const isEnough = (count: number): boolean =>
    count >= changes && (changed > changes / 5 || count > 10 * changes);
  for (let count = 0; !isEnough(count); count += 1) {
    await sleep(random() * 2 * paceMs);
    const taskId = ids[Math.floor(random() * ids.length)] ?? "";
    const task = await connected.store.tasks.get(taskId);
    if (task === undefined) continue;
    const chance = {
      what: 66 + Math.floor(random() * 34),
      which: Math.floor(random() * 100),
      detail: Math.floor(random() * 10),
    };
    const event = byPerson(chance, task);
    if (event === undefined) continue;
    const step = await applyPlanEvent({ taskId, event }, deps);
    if (step?.advance.refused === undefined) changed += 1;
  }
  return changed;
}

/** Carries on until every task has ended: what the bot's clockwork and helpful people do. */
async function untilAllEnd({ connected, ids, patienceMs, say }: Stormy): Promise<Task[]> {
  const deps = {
    store: connected.store,
    jobs: connected.queue,
    clock: systemClock,
    newReference: () => "R-chaos",
  };
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await reconcile(deps);
    const tasks = (await Promise.all(ids.map(async (id) => connected.store.tasks.get(id)))).filter(
      (task) => task !== undefined,
    );
    const open = tasks.filter(({ state }) => !isTerminal(state));
    say?.(`${tasks.length - open.length} of ${ids.length} ended`);
    if (open.length === 0 || Date.now() > deadline) return open;
    for (const task of open) {
      const event = helpfulEvent(task);
      if (event !== undefined) await applyPlanEvent({ taskId: task.id, event }, deps);
    }
    await sleep(700);
  }
}

/** How often each of these is there more than once. */
function repeated(all: readonly string[]): string[] {
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];
}

/** A retry after an end opens the next round; each round that has ended has one end. */
function wrongEnds(id: string, events: readonly LoggedEvent[]): string[] {
  let open = true;
  const wrong: string[] = [];
  for (const { type } of events) {
    if (type === "stage.retried") open = true;
    if (!ENDS.has(type)) continue;
    if (!open) wrong.push(`${id}: ${type} after it had ended`);
    open = false;
  }
  return wrong;
}

async function orphansOf(connected: ConnectedStore): Promise<string[]> {
  const { client, prefix } = connected.workerHost;
  const found: string[] = [];
  for (const name of ["agents", "stages"]) {
    const queue = new Queue(name, { connection: client, prefix });
    const left = await queue.getJobs(["waiting", "prioritized", "active", "delayed", "waiting-children"]);
    found.push(...left.map((job) => `${name}: ${job.id}`));
    await queue.close();
  }
  return found;
}

/** Jobs of ended tasks that were in the queue already run once more, do nothing and are gone. */
async function drained(connected: ConnectedStore): Promise<string[]> {
  let left: string[] = [];
  for (let tries = 0; tries < 60; tries += 1) {
    left = await orphansOf(connected);
    if (left.length === 0) break;
    await sleep(500);
  }
  return left;
}

/**
 * Random plans on a real Redis while worker processes are killed and people change their minds. Resolves with what was
 * found in the log, the tasks and the queues afterwards; lists are empty when every promise held.
 */
export async function runPlans(fire: PlansUnderFire): Promise<PlansReport> {
  const { redisUrl, seed, workMs } = fire;
  const random = seededRandom(seed);
  const orders: PlanOrders = { redisUrl, workspaceId: `plans${seed}x${Date.now()}`, workMs };
  const connected = await connectChaos(orders);
  const workers = await Promise.all(
    Array.from({ length: fire.workers }, async () =>
      keepAlive(
        async () => startNode("test/chaos/plan-worker.ts", orders),
        () => 50 + random() * 300,
      ),
    ),
  );
  try {
    const ids = await submit(connected, fire);
    const storm: Stormy = { ...fire, connected, ids, random };
    const killing = (async () => {
      for (let count = 0; count < fire.kills; count += 1) {
        await sleep(1_500 + random() * 2_000);
        await workers[Math.floor(random() * workers.length)]?.kill();
      }
    })();
    const [changed] = await Promise.all([changeMinds(storm), killing]);
    const open = await untilAllEnd(storm);
    const orphans = open.length === 0 ? await drained(connected) : [];
    const logs = await Promise.all(
      ids.map(async (id) => ({ id, log: await connected.store.events.ofTask(id) })),
    );
    const results = logs.flatMap(({ id, log }) =>
      log
        .filter(({ type }) => type === "assignment.done")
        .map(({ data }) => [id, data["round"], data["assignment"], data["stageRound"]].join(" ")),
    );
    return {
      ended: ids.length - open.length,
      changed,
      open: open.map(
        ({ id, plan }) => `${id}: ${plan.stages.map((each) => `${each.id} ${each.state}`).join(", ")}`,
      ),
      endedTwice: logs.flatMap(({ id, log }) => wrongEnds(id, log)),
      doubleResults: repeated(results),
      early: await readViolations(orders),
      orphans,
    };
  } finally {
    for (const worker of workers) worker.stop();
    await connected.close();
  }
}
