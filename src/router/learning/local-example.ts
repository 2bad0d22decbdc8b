import { z } from "zod";

/** A request of this installation with the agent that people say is right: what the router learns from. */
export const LocalExample = z.object({
  text: z.string().min(1),
  agent: z.string().min(1),
  /** The people who say so, by id, sorted. */
  backers: z.array(z.string()).min(1),
  /** When the last of them said so, ISO 8601 in UTC. */
  at: z.iso.datetime(),
});
export type LocalExample = z.infer<typeof LocalExample>;

/**
 * Why a label was not learned from. `not_permitted`: who said it may not teach. `unknown_agent`: no such agent is
 * loaded. `no_text`: nothing to read. `frozen`: the request is in the validation set. `over_cap`: beyond what counts of
 * one person in a day. `outvoted`: more people say otherwise. `disputed`: as many do. `needs_second`: one person's
 * word, and it takes a second one. `over_share`, `over_total`: there are enough of this person, or in all.
 */
export const LeftOutReason = z.enum([
  "not_permitted",
  "unknown_agent",
  "no_text",
  "frozen",
  "over_cap",
  "outvoted",
  "disputed",
  "needs_second",
  "over_share",
  "over_total",
]);
export type LeftOutReason = z.infer<typeof LeftOutReason>;

/** A label, or an example of one backer, that was left out. */
export const LeftOut = z.object({
  reason: LeftOutReason,
  /** The label's id. */
  label: z.string(),
  taskId: z.string(),
  /** Its beginning. */
  text: z.string(),
  agent: z.string(),
  /** The person, by id. */
  by: z.string(),
});
export type LeftOut = z.infer<typeof LeftOut>;
