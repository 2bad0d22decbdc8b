import { z } from "zod";
import { Complexity } from "../../router/route.ts";

const Durations = z.partialRecord(Complexity, z.array(z.number().nonnegative()));

/** Work that an agent has in its hands. */
const Running = z.object({ atMs: z.number(), complexity: Complexity });

/** What the event log says about one agent. Lists are bounded and oldest first. */
export const AgentRecord = z.object({
  /** Tasks in which it has work that has not ended. */
  open: z.number().int(),
  /** Contributions ended well, ever. */
  done: z.number().int(),
  /** By task and assignment. */
  running: z.record(z.string(), Running),
  outcomes: z.array(z.object({ atMs: z.number(), ok: z.boolean() })),
  /** Tasks that it was given to lead. */
  taken: z.array(z.object({ atMs: z.number(), requestType: z.string(), complexity: Complexity })),
  /** Milliseconds from start to end. */
  durations: Durations,
  away: z
    .object({
      sinceMs: z.number(),
      untilMs: z.number().optional(),
      by: z.string(),
      reason: z.string().optional(),
    })
    .optional(),
});
export type AgentRecord = z.infer<typeof AgentRecord>;

/** What is known of a task while it has work that has not ended. */
export const OpenWork = z.object({
  complexity: Complexity,
  requestType: z.string(),
  /** Assignments that have not ended, and who has each. */
  assignments: z.record(z.string(), z.string()),
});
export type OpenWork = z.infer<typeof OpenWork>;

export const NEW_RECORD: AgentRecord = {
  open: 0,
  done: 0,
  running: {},
  outcomes: [],
  taken: [],
  durations: {},
};
