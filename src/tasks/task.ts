import { z } from "zod";
import { Conversation, MessageRef, Sender } from "../chat/messages.ts";
import { Route } from "../router/route.ts";
import { Analysis, PersonSettings } from "./analysis.ts";
import { Selection } from "./selection.ts";

/** `failed`: the work ended without success and was said so. `dead`: all attempts are used up, a dead letter. */
export const TaskState = z.enum(["queued", "running", "done", "failed", "dead", "cancelled"]);
export type TaskState = z.infer<typeof TaskState>;

const TERMINAL: ReadonlySet<TaskState> = new Set(["done", "failed", "dead", "cancelled"]);

export function isTerminal(state: TaskState): boolean {
  return TERMINAL.has(state);
}

export const AssignmentRole = z.enum(["primary", "support", "reviewer", "gate"]);
export type AssignmentRole = z.infer<typeof AssignmentRole>;

/** One agent in one role on one stage; executed as one agent job. */
export const Assignment = z.object({
  id: z.string().min(1),
  agent: z.string().min(1),
  role: AssignmentRole,
  reason: z.string(),
  state: z.enum(["waiting", "running", "done", "failed"]),
  /** Times a worker has started it, crashes included. */
  starts: z.number().int().nonnegative(),
});
export type Assignment = z.infer<typeof Assignment>;

export const Stage = z.object({
  id: z.string().min(1),
  title: z.string(),
  assignments: z.array(Assignment).min(1),
});
export type Stage = z.infer<typeof Stage>;

export const Plan = z.object({ stages: z.array(Stage).min(1) });
export type Plan = z.infer<typeof Plan>;

/** The terms of the priority formula and what came out, before any waiting (seed: rules.yaml#priority_formula). */
export const Priority = z.object({
  score: z.number().positive(),
  band: z.string(),
  /** BullMQ priority, 1 (first) to 2^21. */
  queuePriority: z.number().int().min(1),
  terms: z.object({
    impact: z.number(),
    urgency: z.number(),
    dependencies: z.number(),
    resources: z.number(),
    risk: z.number(),
  }),
});
export type Priority = z.infer<typeof Priority>;

/** A unit of work with an owner thread, a state, a priority, a plan and an event history. */
export const Task = z.object({
  id: z.string().min(1),
  /** Grows by one with each change; a write with a stale version is refused. */
  version: z.number().int().nonnegative(),
  state: TaskState,
  title: z.string(),
  text: z.string(),
  requester: Sender,
  thread: Conversation,
  /** The person's message that started it; the status is shown there. */
  source: MessageRef,
  sourceKey: z.string(),
  requestType: z.string(),
  route: Route,
  /** Tasks of older versions have none. */
  analysis: Analysis.optional(),
  /** What people decided about it. */
  settings: PersonSettings.optional(),
  selection: Selection.optional(),
  priority: Priority,
  plan: Plan,
  /** Counts rounds: a retry by command starts the next one, so its jobs and replies have ids of their own. */
  round: z.number().int().min(1),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  error: z.object({ code: z.string(), message: z.string(), ref: z.string() }).optional(),
});
export type Task = z.infer<typeof Task>;

/** What an agent job delivers. `body` is Markdown for people; `summary` is one or two sentences. */
export const AgentResult = z.object({
  summary: z.string(),
  body: z.string(),
  /** Which executor made it: `brief`, a model's name. */
  madeBy: z.string(),
});
export type AgentResult = z.infer<typeof AgentResult>;
