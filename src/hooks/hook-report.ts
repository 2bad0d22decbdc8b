import { z } from "zod";
import { Evidence } from "../gates/evidence.ts";
import { HandlerKind } from "./hook-handler.ts";
import { HookId, HookPhase } from "./hook-id.ts";

/** Of a hook. Nothing but handlers that ran and passed makes it `passed`. */
export const HookStatus = z.enum(["passed", "failed", "blocked", "not_run", "timed_out"]);
export type HookStatus = z.infer<typeof HookStatus>;

export const HandlerReport = z.strictObject({
  name: z.string(),
  kind: HandlerKind,
  /** started: nobody waits for it; how it ended is told later. */
  status: z.enum([...HookStatus.options, "started"]),
  attempts: z.number().int().nonnegative(),
  durationMs: z.number().nonnegative(),
  message: z.string(),
  evidence: z.array(Evidence),
});
export type HandlerReport = z.infer<typeof HandlerReport>;

/** What became of one run of one hook; callers keep it as an event. */
export const HookReport = z.strictObject({
  key: z.string(),
  hook: HookId,
  phase: HookPhase,
  taskId: z.string(),
  stageId: z.string().optional(),
  round: z.number().int(),
  status: HookStatus,
  message: z.string(),
  handlers: z.array(HandlerReport),
  /** What people should be told although the work goes on. */
  warnings: z.array(z.string()),
  at: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
});
export type HookReport = z.infer<typeof HookReport>;

/** Whether the work that the hook belongs to may go on. Everything but a handler with the policy `block` lets it. */
export function mayProceed(report: HookReport): boolean {
  return report.status !== "blocked";
}

/** The worst of the handlers that somebody waited for; without any, the hook has not run. */
export function statusOf(handlers: readonly HandlerReport[]): HookStatus {
  const statuses = handlers.map(({ status }) => status).filter((status) => status !== "started");
  const worst = (["blocked", "failed", "timed_out", "not_run"] as const).find((each) =>
    statuses.includes(each),
  );
  return worst ?? (statuses.length === 0 ? "not_run" : "passed");
}
