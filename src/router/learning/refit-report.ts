import { z } from "zod";
import { LeftOut, LocalExample } from "./local-example.ts";

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** An item of the validation set that one router gets right and the other does not. */
export const Flip = z.object({
  text: z.string(),
  expected: z.string(),
  before: z.string(),
  after: z.string(),
  gained: z.boolean(),
});
export type Flip = z.infer<typeof Flip>;

export const AgentChange = z.object({ agent: z.string(), gained: count, lost: count });
export type AgentChange = z.infer<typeof AgentChange>;

const Pairs = z.object({ items: count, lost: count, gained: count, chance: share, isWorse: z.boolean() });

/** What is routed without a question, as shares: of requests to a right agent, of all items to a wrong one. */
const Routed = z.object({
  rightBefore: share,
  rightAfter: share,
  wrongBefore: share,
  wrongAfter: share,
  isWorse: z.boolean(),
});

/** A refitted router beside another one on the validation set. */
export const RouterComparison = z.object({
  /** Requests for an agent. */
  work: Pairs,
  /** Everything else. */
  rest: Pairs,
  routed: Routed,
  /** Null when the set has no request for an agent. */
  top1Before: share.nullable(),
  top1After: share.nullable(),
  flips: z.array(Flip),
  agents: z.array(AgentChange),
});
export type RouterComparison = z.infer<typeof RouterComparison>;

/**
 * `accepted`: in force from now on. `rejected`: worse on the validation set. `unchanged`: the examples are those of
 * the version in force. `refused_before`: they are those of the newest version, which was not accepted. `on_hold`:
 * somebody rolled back, and nobody has refitted by hand since. `would_accept`: a dry run that would have been accepted.
 */
export const RefitOutcome = z.enum([
  "accepted",
  "rejected",
  "unchanged",
  "refused_before",
  "on_hold",
  "would_accept",
]);
export type RefitOutcome = z.infer<typeof RefitOutcome>;

/** What a refit did and why. */
export const RefitReport = z.object({
  outcome: RefitOutcome,
  /** One sentence for people. */
  why: z.string(),
  at: z.iso.datetime(),
  /** The version that came out of it; absent when none was kept. 0 is the shipped one, without local examples. */
  version: count.optional(),
  /** The version in force before. */
  from: count,
  labels: count,
  examples: z.array(LocalExample),
  /** Examples that the version in force before did not have, and that it had and that are gone. */
  added: count,
  removed: count,
  leftOut: z.array(LeftOut),
  /** Examples that go to their agent, by the router before and the refitted one. Absent when nothing was fitted. */
  learned: z.object({ before: count, after: count }).optional(),
  /** Beside the router in force. Absent when nothing was fitted. */
  sinceCurrent: RouterComparison.optional(),
  /** Beside the shipped router, so that small losses do not add up over many refits. */
  sinceShipped: RouterComparison.optional(),
});
export type RefitReport = z.infer<typeof RefitReport>;
