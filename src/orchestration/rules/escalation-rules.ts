import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { duration, id, ids, words } from "./words.ts";
import { minutesOf } from "./minutes-of.ts";

/** What a stuck matter waits for. */
export const EscalationType = z.enum([
  "approval",
  "decision",
  "missing_resource",
  "external",
  "failed_gate",
  "incident",
]);
export type EscalationType = z.infer<typeof EscalationType>;

/** Time inside the working calendar of whoever is asked, or all time. */
const ClockKind = z.enum(["working_hours", "wall_clock"]);

/** How matters of a type differ from what the levels say. */
const TypeRule = z.strictObject({
  id: EscalationType,
  title: words,
  clock: ClockKind.optional(),
  /** The level that it begins at. Default: the first. */
  startsAt: id.optional(),
  /** Ages of its own for some levels. */
  times: z.array(z.strictObject({ level: id, until: duration })).default([]),
});
export type TypeRule = z.infer<typeof TypeRule>;

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

/** Times of a type are about levels that there are and that end. */
function refineTypes(
  {
    levels,
    types,
  }: {
    readonly levels: readonly { id: string; until?: string | undefined }[];
    readonly types: readonly TypeRule[];
  },
  context: z.RefinementCtx,
): void {
  for (const [index, { startsAt, times }] of types.entries()) {
    const named = [...(startsAt === undefined ? [] : [startsAt]), ...times.map(({ level }) => level)];
    for (const name of named) {
      if (levels.some(({ id }) => id === name)) continue;
      context.addIssue({ code: "custom", path: ["types", index], message: `"${name}" is no level.` });
    }
  }
}

/** `escalation.yaml`. (seed: rules.yaml#escalation_levels) */
export const EscalationRules = z
  .strictObject({
    /** From which moment the limits run. */
    countsFrom: z.enum(["start_of_matter", "start_of_level"]),
    /** working_hours counts time inside the working calendar of whoever is asked. A day is then a working day. */
    clock: ClockKind,
    levels: z.array(Level).min(1).superRefine(refineLevels),
    /** Every level is kept for so long at least, however old the matter is when it gets there. */
    atLeast: duration,
    /** Somebody took it and nothing was heard for so long: they are reminded. */
    idleAfter: duration,
    /** Nothing was heard after the reminder either: it climbs again. */
    resumeAfter: duration,
    /** At the last level, where nothing climbs, those asked hear of it again and again. */
    remindEvery: duration,
    types: z.array(TypeRule).superRefine((types, context) => {
      refuseDuplicates(types, (type) => type.id, { context, path: [] });
    }),
  })
  .superRefine(refineTypes);
export type EscalationRules = z.infer<typeof EscalationRules>;
