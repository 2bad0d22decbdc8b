import { z } from "zod";
import { giveUpEffect, runEffect } from "../src/effects/run-effect.ts";
import type { RunEffectDeps } from "../src/effects/run-effect.ts";
import type { Job } from "../src/jobs/job.ts";

const Payload = z.object({ taskId: z.string(), effectId: z.string(), attempt: z.number().int() });

/** Carries out an effect that a person has approved. */
export const effectRun: Job<z.infer<typeof Payload>, RunEffectDeps> = {
  name: "effect.run",
  payload: Payload,
  run: async (payload, deps, run) => runEffect(payload, deps, run),
  onDead: async (payload, deps, error) => giveUpEffect(payload, error, deps),
};
