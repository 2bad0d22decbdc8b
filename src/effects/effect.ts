import { z } from "zod";

/**
 * proposed: shown to people; approved: somebody said yes, and its job waits; running: it is being carried out, or
 * was when its process died; unsure: nobody knows whether it took place, so a person is asked; withdrawn: its task was
 * cancelled before anything of it had begun. The others are ends.
 */
export const EffectState = z.enum([
  "proposed",
  "approved",
  "running",
  "done",
  "failed",
  "unsure",
  "refused",
  "expired",
  "withdrawn",
]);
export type EffectState = z.infer<typeof EffectState>;

export const EffectOutcome = z.object({ text: z.string(), url: z.string().optional() });
export type EffectOutcome = z.infer<typeof EffectOutcome>;

/** What it costs to carry something out, as far as the configuration says. */
export const EffectCost = z.object({ amount: z.number().nonnegative(), currency: z.string() });
export type EffectCost = z.infer<typeof EffectCost>;

/** Something that reaches beyond the task's worktree, from its proposal to its end. */
export const Effect = z.object({
  /** `e1`, `e2` … in its task. */
  id: z.string(),
  taskId: z.string(),
  tool: z.string(),
  /** All that it is carried out with; never changed once proposed. */
  args: z.record(z.string(), z.unknown()),
  /** Of tool and arguments; an approval is for this and nothing else. */
  hash: z.string(),
  /** What it does, as "open a pull request". */
  title: z.string(),
  diff: z.string().optional(),
  /** Absent where nobody has said that it costs anything. */
  cost: EffectCost.optional(),
  proposedBy: z.string(),
  proposedMs: z.number(),
  expiresMs: z.number(),
  state: EffectState,
  decision: z.object({ by: z.string(), name: z.string(), atMs: z.number(), hash: z.string() }).optional(),
  /** Grows when a person lets an unsure one be tried again. */
  attempt: z.number().int().min(1),
  startedMs: z.number().optional(),
  /** Who carries it out; absent once that process has said that it gave up. */
  runner: z.string().optional(),
  outcome: EffectOutcome.optional(),
});
export type Effect = z.infer<typeof Effect>;

const ENDS: readonly EffectState[] = ["done", "failed", "refused", "expired", "withdrawn"];

/** Nothing will happen to it any more. */
export function isSettled({ state }: Effect): boolean {
  return ENDS.includes(state);
}
