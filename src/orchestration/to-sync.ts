import type { Stage, SyncCadence } from "../tasks/task.ts";

const EVERY: Readonly<Record<SyncCadence, string>> = { daily: "P1D", weekly: "P1W" };

/** The sync of a stage as its plan keeps it. */
export function toSync(cadence: SyncCadence): NonNullable<Stage["sync"]> {
  return { cadence, every: EVERY[cadence] };
}
