import { z } from "zod";

/**
 * How somebody said who is right for a request. `corrected`: the task was with the wrong agent. `chosen`: they named
 * the agent, or picked it when they were asked. `confirmed`: the agent that had the task was the right one.
 */
export const LabelKind = z.enum(["corrected", "chosen", "confirmed"]);
export type LabelKind = z.infer<typeof LabelKind>;

/** What the router itself would have done, and the probability that it gave to it, 0 to 1. */
export const RouterGuess = z.object({ agent: z.string(), score: z.number().min(0).max(1) });
export type RouterGuess = z.infer<typeof RouterGuess>;

const labelled = {
  kind: LabelKind,
  taskId: z.string().min(1),
  /** The request as it was routed: cut, credentials blanked out. */
  text: z.string(),
  /** Who had the task, or would have got it. */
  chosen: z.string().nullable(),
  right: z.string().min(1),
  /** Absent: the router had no view of the text. */
  guess: RouterGuess.optional(),
  by: z.object({ platform: z.string().min(1), userId: z.string().min(1) }),
};

/** What one person said about one request; the store gives it its id and time. */
export const NewRouteLabel = z.object(labelled);
export type NewRouteLabel = z.infer<typeof NewRouteLabel>;

/** A labelled event: one entry of an append-only list. `id` is given by the store and grows. */
export const RouteLabel = z.object({ id: z.string(), at: z.iso.datetime(), ...labelled });
export type RouteLabel = z.infer<typeof RouteLabel>;
