import { z } from "zod";
import { Evidence, TestCounts } from "./evidence.ts";

export const GateVerdict = z.enum(["passed", "failed", "needs_review", "not_run"]);
export type GateVerdict = z.infer<typeof GateVerdict>;

/** A failing test, and where it is as far as the output says. */
export const Failure = z.strictObject({
  name: z.string(),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  message: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const CheckReport = z.strictObject({
  id: z.string(),
  title: z.string(),
  verdict: GateVerdict,
  /** For people, one sentence. */
  reason: z.string(),
  /** The command of the workspace that ran for it, by its name there, such as `test`; its run is the first evidence. */
  command: z.string().optional(),
  counts: TestCounts.optional(),
  failures: z.array(Failure).default([]),
  /** Tests that passed, named as failures are, where the results name them. */
  passedNames: z.array(z.string()).optional(),
  /** Why the change should be taken back, when it should. */
  rollback: z.string().optional(),
  /** Who judged it, or is asked to. */
  reviewer: z.string().optional(),
  evidence: z.array(Evidence).default([]),
});
export type CheckReport = z.infer<typeof CheckReport>;

/** What one gate found in one attempt. */
export const GateReport = z.strictObject({
  gate: z.string(),
  title: z.string(),
  taskId: z.string(),
  stageId: z.string().optional(),
  attempt: z.number().int().min(1),
  verdict: GateVerdict,
  checks: z.array(CheckReport),
  /** Of all checks, in their order. */
  evidence: z.array(Evidence),
  /** Whoever judged, or is asked to; none of the authors. */
  reviewers: z.array(z.string()),
  /** The change should be taken back, and why. */
  rollback: z.string().optional(),
  at: z.iso.datetime(),
});
export type GateReport = z.infer<typeof GateReport>;
