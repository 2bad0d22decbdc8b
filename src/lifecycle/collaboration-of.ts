import type { HookInput } from "../hooks/hook-catalogue.ts";
import type { AgentResult, Assignment, Stage, Task } from "../tasks/task.ts";
import { isWorker, leadOf } from "../workflow/stage-state.ts";
import { textsOf } from "./texts-of.ts";

type Record = HookInput<"COLLABORATION_SYNC">["record"];
type Member = Record["members"][number];
type Results = ReadonlyMap<string, AgentResult>;

function roleIn(stage: Stage, { agent, role }: Assignment): Member["role"] {
  const workers = stage.assignments.filter((one) => isWorker(one.role));
  if (stage.mode === "joint" && isWorker(role) && workers.length > 1) return "joint";
  if (agent === leadOf(stage)) return "lead";
  return isWorker(role) ? "support" : "reviewer";
}

function syncPointOf({ title }: Stage): string {
  return `the end of “${title}”`;
}

/** Who does what in a stage, where they meet, and who decides when they differ: the plan says all of it. */
export function collaborationOf(task: Task, stage: Stage): Record {
  return {
    members: stage.assignments.map((assignment) => ({
      agent: assignment.agent,
      role: roleIn(stage, assignment),
      duty: assignment.reason.trim() === "" ? stage.title : assignment.reason,
    })),
    syncPoints: [syncPointOf(stage)],
    arbiter: task.plan.leader ?? leadOf(stage),
    successCriteria: stage.gates.map((gate) => `the gate ${gate} passes`),
  };
}

/** What the agents of a stage have to say when it ends; those that failed were not heard. */
export function syncOf(task: Task, stage: Stage, results: Results) {
  const updates = stage.assignments.flatMap(({ agent, state, result }) => {
    const found = result === undefined ? undefined : results.get(result);
    if (state !== "done" || found === undefined) return [];
    const progress = found.summary.trim() === "" ? "delivered its part" : found.summary;
    return [{ agent, progress, touches: textsOf(found.handoff?.["artifacts"]) }];
  });
  return { record: collaborationOf(task, stage), syncPoint: syncPointOf(stage), updates };
}

/** The one whose start begins the stage: it opens what all of them share. */
export function isOpener(stage: Stage, { agent, id }: Assignment): boolean {
  const takesTurns = stage.mode === "sequential" || stage.mode === "review";
  return takesTurns ? stage.assignments[0]?.id === id : agent === leadOf(stage);
}
