import { z } from "zod";

/** A task in one line. */
export const WorkLine = z.object({
  taskId: z.string(),
  title: z.string(),
  /** Agents that are at it, or that did it. */
  agents: z.array(z.string()),
  link: z.string().optional(),
});
export type WorkLine = z.infer<typeof WorkLine>;

/** A task that cannot go on by itself. */
export const BlockedLine = WorkLine.extend({
  /** Names the matter: the task and what it waits for. */
  key: z.string(),
  /** For people: "waits for approval of stage s2". */
  what: z.string(),
  /** Agents, people, groups; empty: nobody in particular. */
  waitsOn: z.array(z.string()),
  since: z.iso.datetime(),
  /** It stands as an escalation already. */
  isEscalated: z.boolean(),
});
export type BlockedLine = z.infer<typeof BlockedLine>;

/** What agents did, do, and cannot go on with. */
export const TeamWork = z.object({
  done: z.array(WorkLine),
  doing: z.array(WorkLine),
  queued: z.number().int().nonnegative(),
  blocked: z.array(BlockedLine),
});
export type TeamWork = z.infer<typeof TeamWork>;

export const NO_WORK: TeamWork = { done: [], doing: [], queued: 0, blocked: [] };

export function isIdle({ done, doing, blocked }: TeamWork): boolean {
  return done.length + doing.length + blocked.length === 0;
}
