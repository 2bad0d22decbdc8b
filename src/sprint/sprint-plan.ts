import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "sprints";

/** Something to be done by the end of the week. */
export const SprintGoal = z.object({
  kind: z.enum(["task", "item"]),
  /** The id of a task, or an item of the roadmap as people call it. */
  id: z.string(),
  title: z.string(),
});
export type SprintGoal = z.infer<typeof SprintGoal>;

/** The plan of a team for a week; its goals count from the moment at which somebody agreed to it. */
export const SprintPlan = z.object({
  team: z.string(),
  /** The first date of the week. */
  week: z.iso.date(),
  proposedAt: z.iso.datetime(),
  goals: z.array(SprintGoal),
  /** Tasks that the team is thought to manage. */
  capacity: z.number().int().nonnegative(),
  agreed: z.object({ by: z.string(), at: z.iso.datetime() }).optional(),
});
export type SprintPlan = z.infer<typeof SprintPlan>;

export interface WeekName {
  readonly team: string;
  readonly week: string;
}

export async function readSprint(
  { team, week }: WeekName,
  { documents }: Pick<Store, "documents">,
): Promise<{ readonly plan: SprintPlan; readonly stored: string } | undefined> {
  const stored = await documents.get(KIND, `${team}:${week}`);
  if (stored === undefined) return undefined;
  return { plan: parseStored(SprintPlan, stored, `docs:${KIND} ${team}:${week}`), stored };
}

export function sprintChange(plan: SprintPlan, stored: string | null): DocumentChange {
  return { kind: KIND, id: `${plan.team}:${plan.week}`, value: JSON.stringify(plan), expected: stored };
}
