import { z } from "zod";
import { duration, id, ids, words } from "./words.ts";
import { minutesOf } from "./minutes-of.ts";

const Level = z.strictObject({
  id,
  level: z.number().int().min(1).max(4),
  title: words,
  /** Age of the matter at which it leaves the level; absent at the last level, which ends only by a decision. */
  until: duration.optional(),
  /** Who is asked: agents, pseudo agents, or `assignee` and `team` of the task. */
  asks: ids.min(1),
});

function refineLevels(
  levels: readonly { level: number; until?: string | undefined }[],
  context: z.RefinementCtx,
): void {
  const report = (path: (string | number)[], message: string): void => {
    context.addIssue({ code: "custom", path, message });
  };
  for (const [index, { level, until }] of levels.entries()) {
    if (level !== index + 1) report([index, "level"], `must be ${index + 1}: levels are listed in order.`);
    const last = index === levels.length - 1;
    if (last !== (until === undefined))
      report([index, "until"], last ? "must be absent at the last level." : "is missing.");
    const before = levels[index - 1]?.until;
    if (until !== undefined && before !== undefined && minutesOf(until) <= minutesOf(before))
      report([index, "until"], `must be longer than the ${before} of the level before.`);
  }
}

/** `escalation.yaml`. (seed: rules.yaml#escalation_levels) */
export const EscalationRules = z.strictObject({
  /** From which moment the limits run. */
  countsFrom: z.enum(["start_of_matter", "start_of_level"]),
  /** working_hours counts time inside the working calendar of whoever is asked. A day is then a working day. */
  clock: z.enum(["working_hours", "wall_clock"]),
  levels: z.array(Level).min(1).superRefine(refineLevels),
});
export type EscalationRules = z.infer<typeof EscalationRules>;
