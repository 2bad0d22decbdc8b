import type { RecurringJob } from "../../jobs/clockwork.ts";
import { systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";
import { tendEffects } from "../effects/tend-effects.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { openAgentTools } from "./open-agent-tools.ts";
import type { AgentToolsOptions, AgentToolsParts } from "./open-agent-tools.ts";
import { shippedModelDir } from "./open-router-source.ts";
import { repeat } from "./repeat.ts";

const MINUTE_MS = 60_000;

/** The tools of a worker, and a look each minute at its worktrees: they lie in this process's data folder. */
export async function openWorkerTools(
  options: Omit<AgentToolsOptions, "modelDir">,
): Promise<AgentToolsParts> {
  const tools = await openAgentTools({ ...options, modelDir: shippedModelDir() });
  const { log } = options;
  // By the time of the machine: a simulated clock that leaps over days would call it for each minute of them.
  const sweeping = repeat(
    { what: "worktrees.sweep", everyMs: MINUTE_MS, run: tools.sweep },
    { clock: systemClock, log },
  );
  return {
    ...tools,
    async close() {
      await sweeping.stop();
      await tools.close();
    },
  };
}

/** Proposals expire by the clock, and approved effects find their job again. */
export function effectsJob(
  { store, queue: jobs }: ConnectedStore,
  how: { readonly clock: Clock; readonly keepDays: number },
): RecurringJob {
  return { name: "effects.tend", everyMs: MINUTE_MS, run: async () => tendEffects({ store, jobs, ...how }) };
}
