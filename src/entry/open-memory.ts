import type { RecurringJob } from "../../jobs/clockwork.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import { createMemory } from "../memory/create-memory.ts";
import type { Memory } from "../memory/create-memory.ts";
import { createScopeOf } from "../memory/memory-scope.ts";
import type { Store } from "../store/store.ts";

const HOUR_MS = 3_600_000;

export function openMemory({ config }: Settings, store: Store, clock: Clock): Memory {
  const scopeOf = createScopeOf(config.channels, config.teams);
  return createMemory({ store, now: clock.now, scopeOf, keepDays: config.retention.memoryDays });
}

/** Forgets what is older than the configuration wants it kept. */
export function memoryJob(memory: Memory): RecurringJob {
  return { name: "memory.sweep", everyMs: HOUR_MS, run: async () => memory.sweep() };
}
