import { z } from "zod";
import { RiskLevel } from "../orchestration/rules/risk-rules.ts";

/** Something that may go wrong, kept until somebody closes it and after. */
export const Risk = z.object({
  /** `R5`. */
  id: z.string(),
  level: RiskLevel,
  title: z.string(),
  description: z.string(),
  mitigation: z.string(),
  /** An agent, or whoever was named. */
  owner: z.string(),
  /** The day by which the mitigation is due, `2031-03-03`; absent while it goes on for as long as work does. */
  due: z.iso.date().optional(),
  openedAt: z.iso.datetime(),
  /** The message that opened it; absent for those a project starts with. */
  source: z.string().optional(),
  closed: z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() }).optional(),
});
export type Risk = z.infer<typeof Risk>;

/** Open, and its day has passed. */
export function isOverdue({ closed, due }: Risk, nowMs: number): boolean {
  return closed === undefined && due !== undefined && new Date(nowMs).toISOString().slice(0, 10) > due;
}
