import { z } from "zod";
import { Evidence } from "../gates/evidence.ts";

export const words = z.string().trim().min(1);

/** What every hook is told: whose work it is about, and in which round. */
export const HookSubject = z.strictObject({
  taskId: words,
  stageId: words.optional(),
  agent: words.optional(),
  round: z.number().int().min(1),
  /** Why the hook runs, where its trigger alone does not say. */
  reason: words.optional(),
  evidence: z.array(Evidence).default([]),
  /** Tells apart two runs of one hook in the same round, such as two sync points. */
  occasion: words.optional(),
});
export type HookSubject = z.infer<typeof HookSubject>;

/** A statement that can be shown to hold, with what shows it. */
export const Criterion = z.strictObject({ text: words, evidence: z.array(Evidence).default([]) });
export type Criterion = z.infer<typeof Criterion>;
