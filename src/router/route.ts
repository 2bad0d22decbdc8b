import { z } from "zod";

/** The first decision about a message; everything but `work` is answered or handed on without routing. */
export const FrontDoor = z.enum(["social", "meta", "status", "command", "follow_up", "work"]);
export type FrontDoor = z.infer<typeof FrontDoor>;

/** One vocabulary for complexity; "complex" in the seed is `high` (seed: rules.yaml#request_handling). */
export const Complexity = z.enum(["simple", "medium", "high", "critical"]);
export type Complexity = z.infer<typeof Complexity>;

export const SupportChoice = z.object({ agent: z.string(), reason: z.string() });
export type SupportChoice = z.infer<typeof SupportChoice>;

/** Which way the confidence band points: act silently, ask with a few choices, or say what the bot can do. */
export const RouteBand = z.enum(["route", "ask", "decline"]);
export type RouteBand = z.infer<typeof RouteBand>;

/**
 * The router's answer for one text. `primary` is null when the message is not work or the bot would ask or
 * decline; `alternatives` is filled all the same, best first, scores in 0..1. `ms` is the time it took.
 */
export const Route = z.object({
  text: z.string(),
  frontDoor: FrontDoor,
  primary: z.string().nullable(),
  support: z.array(SupportChoice),
  complexity: Complexity,
  confidence: z.number().min(0).max(1),
  decidedBy: z.string(),
  alternatives: z.array(z.object({ agent: z.string(), score: z.number() })),
  ms: z.number().nonnegative(),
  band: RouteBand,
  /** Set when the text was cut before routing, in characters. */
  truncatedFrom: z.number().int().optional(),
});
export type Route = z.infer<typeof Route>;

export interface RouteContext {
  /** True when the message was written in the thread of a task that exists. */
  readonly inTaskThread?: boolean;
}

/** Understands a request. Pure with regard to the store: no Redis, no chat. */
export interface Router {
  /** Never rejects for any text; empty or foreign text gets a low-confidence answer. */
  route(text: string, context?: RouteContext): Promise<Route>;
}
