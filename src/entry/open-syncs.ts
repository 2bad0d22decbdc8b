import type { RecurringJob } from "../../jobs/clockwork.ts";
import { openWorkClock } from "../calendar/open-work-clock.ts";
import { createCoordinationOf } from "../orchestration/coordination-of.ts";
import { createSyncTimer } from "../syncs/create-sync-timer.ts";
import { tendSyncs } from "../syncs/tend-syncs.ts";
import type { TimerHandler } from "../timers/timers.ts";
import type { EscalationParts } from "./open-escalations.ts";

const LOOK_MS = 60_000;

export interface OpenedSyncs {
  readonly job: RecurringJob;
  readonly timer: TimerHandler;
}

/** Notes in the threads of tasks with several agents: where each of them stands, as often as the rules say. */
export function openSyncs({ settings, definitions, connected, clock }: EscalationParts): OpenedSyncs {
  const { store, timers } = connected;
  const { config } = settings;
  const deps = {
    store,
    timers,
    clock,
    config,
    coordinationOf: createCoordinationOf(() => definitions.current()),
    workClock: async () => openWorkClock(config, store),
  };
  return {
    timer: createSyncTimer(deps),
    job: { name: "syncs.tend", everyMs: LOOK_MS, run: async () => tendSyncs(deps) },
  };
}
