import { z } from "zod";
import type { Job } from "../src/jobs/job.ts";
import { finishStage, giveUpStage } from "../src/workflow/finish-stage.ts";
import type { FinishDeps } from "../src/workflow/finish-stage.ts";

const Payload = z.object({
  taskId: z.string(),
  stageId: z.string(),
  round: z.number().int(),
  stageRound: z.number().int(),
});

/** Ends a stage of a plan: hooks, gates, and what comes next. */
export const stageFinish: Job<z.infer<typeof Payload>, FinishDeps> = {
  name: "stage.finish",
  payload: Payload,
  run: async (payload, deps, run) => finishStage(payload, deps, run),
  onDead: async (payload, deps, error) => giveUpStage(payload, error, deps),
};
