import { z } from "zod";
import { failAssignment } from "../src/execution/fail-assignment.ts";
import { runAssignment } from "../src/execution/run-assignment.ts";
import type { ExecutionDeps } from "../src/execution/run-assignment.ts";
import type { Job } from "../src/jobs/job.ts";

const Payload = z.object({
  taskId: z.string(),
  assignmentId: z.string(),
  round: z.number().int(),
  stageRound: z.number().int().default(1),
});

export type AgentRunDeps = ExecutionDeps & { readonly newReference: () => string };

/** Carries out one assignment of a task. */
export const agentRun: Job<z.infer<typeof Payload>, AgentRunDeps> = {
  name: "agent.run",
  payload: Payload,
  run: async (payload, deps, run) => runAssignment(payload, deps, run),
  onDead: async (payload, deps, error) => failAssignment(payload, error, deps),
};
