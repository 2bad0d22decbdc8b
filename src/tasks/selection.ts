import { z } from "zod";

/** What spoke for and against one agent when the leader of a task was chosen; terms are 0 to 1. */
const Candidate = z.object({
  agent: z.string(),
  /** Weighted mean of the terms. */
  total: z.number(),
  terms: z.object({
    domain: z.number(),
    availability: z.number(),
    load: z.number(),
    success: z.number(),
    rotation: z.number(),
    alternation: z.number(),
    pairing: z.number(),
  }),
  /** Why it may stand for election: the favourite, its near score, its row in the matrix. */
  standing: z.string(),
  /** Why it cannot take more now. */
  barred: z.string().optional(),
});
export type Candidate = z.infer<typeof Candidate>;

/** Who leads, and why nobody else does. */
export const Selection = z.object({
  agent: z.string(),
  /** Set when somebody else leads than the one whose domain it is. */
  insteadOf: z.string().optional(),
  /** One line. */
  why: z.string(),
  /** All that were weighed, best first. */
  candidates: z.array(Candidate),
  /** Somebody who learns beside the experienced leader. */
  learner: z.string().optional(),
});
export type Selection = z.infer<typeof Selection>;
