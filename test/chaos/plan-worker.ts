import { startAgentWorkers } from "../../jobs/start-workers.ts";
import { systemClock } from "../../src/clock.ts";
import { BotError } from "../../src/errors.ts";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import type { StageVerdict } from "../../src/workflow/plan-event.ts";
import { makeAgent } from "../execution/brief-kit.ts";
import { connectChaos, noteViolation, PlanOrders } from "./plan-store.ts";

const OVER: ReadonlySet<string> = new Set(["done", "skipped", "failed"]);

/** What waits for a stage may not run before it, whatever the code under test thinks of it. */
function earlyNeeds({ task, assignment }: AgentRun): string[] {
  const stage = task.plan.stages.find(({ assignments }) =>
    assignments.some(({ id }) => id === assignment.id),
  );
  const needs = task.plan.stages.filter(({ id }) => stage?.needs.includes(id));
  return needs.filter(({ state }) => !OVER.has(state)).map(({ id }) => `${assignment.id} before ${id}`);
}

async function main(): Promise<void> {
  const orders = PlanOrders.parse(JSON.parse(process.argv[2] ?? "{}"));
  const connected = await connectChaos(orders);
  const chance = (share: number): boolean => Math.random() < share;
  const runner = {
    name: "chaos",
    async run(run: AgentRun) {
      for (const early of earlyNeeds(run)) await noteViolation(orders, `${run.task.id}: ${early}`);
      await systemClock.sleep(Math.random() * orders.workMs, run.signal);
      if (chance(0.05)) throw new BotError("model.unreachable", "No answer.", { retryable: true });
      if (chance(0.01)) throw new BotError("model.refused", "It does not do that.");
      const changes = chance(0.15) ? { changes: "do it again" } : {};
      return { summary: "done", body: `by ${run.agent.id}`, madeBy: "chaos", ...changes };
    },
  };
  const checks = {
    async judge(): Promise<StageVerdict> {
      const outcome = chance(0.15) ? "failed" : chance(0.1) ? "ask" : "passed";
      return { outcome, note: "because", reports: [] };
    },
  };
  startAgentWorkers(connected.workerHost, {
    store: connected.store,
    jobs: connected.queue,
    agents: () => ({ agents: [], get: (id) => makeAgent({ id }) }),
    runner,
    checks,
    clock: systemClock,
    newReference: () => "R-chaos",
    watchMs: 100,
  });
  process.stdout.write("ready\n");
}

await main();
