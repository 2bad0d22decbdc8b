import type { Assignment, Stage } from "../tasks/task.ts";
import { isWorker } from "./stage-state.ts";

/**
 * What the others of a stage that keeps in step learn when one of its agents is through; undefined where nobody else
 * works beside it. (seed: rules.yaml#collaborative_workflow_patterns)
 */
export function syncOf(stage: Stage, { agent, role, round }: Assignment): Stage["syncs"][number] | undefined {
  const workers = stage.assignments.filter((one) => isWorker(one.role));
  const isBeside = stage.mode === "parallel" || stage.mode === "joint";
  if (stage.sync === undefined || !isBeside || !isWorker(role) || workers.length < 2) return undefined;
  return { agent, round, done: workers.filter(({ state }) => state === "done").length, of: workers.length };
}

/** How a stage kept in step, for people: "in step daily, synced with debug (1 of 2)"; empty where it need not. */
export function shownSync({ sync, syncs, round }: Stage): string {
  if (sync === undefined) return "";
  const last = syncs.filter((one) => one.round === round);
  const told = last.map(({ agent, done, of }) => `${agent} (${done} of ${of})`);
  return `in step ${sync.cadence}${told.length === 0 ? "" : `, synced after ${told.join(", ")}`}`;
}
