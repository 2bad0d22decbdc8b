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

/** Expected value of each term of the priority formula, on its scale (seed: rules.yaml#priority_formula). */
export const PriorityEstimate = z.object({
  urgency: z.number().min(1).max(5),
  impact: z.number().min(1).max(5),
  dependencies: z.number().min(1).max(3),
  risk: z.number().min(1).max(5),
});
export type PriorityEstimate = z.infer<typeof PriorityEstimate>;

/** A training request near a text: why the model decided as it did. */
export const NearestExample = z.object({
  text: z.string(),
  /** An agent's id or a front-door label. */
  label: z.string(),
  /** Cosine, -1 to 1. */
  similarity: z.number(),
});
export type NearestExample = z.infer<typeof NearestExample>;

const AgentScore = z.object({ agent: z.string(), score: z.number() });
export type AgentScore = z.infer<typeof AgentScore>;

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
  alternatives: z.array(AgentScore),
  ms: z.number().nonnegative(),
  band: RouteBand,
  /** Set when the text was cut before routing, in characters. */
  truncatedFrom: z.number().int().optional(),
  /** Probability that the message is work for an agent here, whatever was decided. Absent where a rule decided. */
  workProbability: z.number().min(0).max(1).optional(),
  /** Set when the model estimates them. */
  priority: PriorityEstimate.optional(),
  /** Set when the model tells: how likely each of the likeliest helpers is needed beside the primary, best first. */
  supportScores: z.array(AgentScore).optional(),
  /** Set when the model tells: the training requests nearest to the text, best first. */
  nearest: z.array(NearestExample).optional(),
});
export type Route = z.infer<typeof Route>;

export interface RouteContext {
  /** True when the message was written in the thread of a task that exists. */
  readonly inTaskThread?: boolean;
  /** Who leads the latest task of the thread: new work there is mildly likelier to be theirs. */
  readonly threadPrimary?: string;
  /** The agent that the person chose when they were asked about this text: decides, whatever else is true. */
  readonly chosen?: string;
}

/** Understands a request. Pure with regard to the store: no Redis, no chat. */
export interface Router {
  /**
   * Takes any text: an empty one or a blob gets an answer of no confidence. Rejects only, and retryably, while the
   * model behind it is overloaded or stops.
   */
  route(text: string, context?: RouteContext): Promise<Route>;
}
