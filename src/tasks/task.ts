import { z } from "zod";
import { Conversation, MessageRef, OutgoingFile, Sender } from "../chat/messages.ts";
import { HandoffDraft } from "../hooks/handoff-package.ts";
import { Route } from "../router/route.ts";
import { Analysis, PersonSettings } from "./analysis.ts";
import { TaskBlock, TaskOwner } from "./ownership.ts";
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

/**
 * How the agents of one stage work:
 * - sequential: one after the other, in the order of `agents`;
 * - parallel: at once, each on a part of its own;
 * - joint: together on one thing, in at most `maxRounds` rounds;
 * - review: one after the other they look at what the stages before made; each may ask for changes, at most
 *   `maxRounds` times in all.
 */
export const StageMode = z.enum(["sequential", "parallel", "joint", "review"]);
export type StageMode = z.infer<typeof StageMode>;

/** What a stage is for. A `deploy` stage is refused unless a `validate` stage comes before it. */
export const StagePurpose = z.enum([
  "plan",
  "work",
  "review",
  "validate",
  "deploy",
  "document",
  "communicate",
  "learn",
]);
export type StagePurpose = z.infer<typeof StagePurpose>;

/** One agent in one role on one stage; executed as one agent job. */
export const Assignment = z.object({
  id: z.string().min(1),
  agent: z.string().min(1),
  role: AssignmentRole,
  reason: z.string(),
  state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
  /** Times a worker has started it, crashes included. */
  starts: z.number().int().nonnegative(),
  /** The round of its stage that it belongs to; a result for another one comes too late. */
  round: z.number().int().min(1).default(1),
  /** Where its result is kept, once there is one. */
  result: z.string().optional(),
  /** It asks for changes (reviewer, gate), or for one more round (joint work). */
  wantsChanges: z.boolean().optional(),
});
export type Assignment = z.infer<typeof Assignment>;

/**
 * ready: its needs are over and its jobs are in the queue; running: an agent has begun; gating: hooks and gates judge
 * it; rework: it is to be done again because changes were asked for.
 */
export const StageState = z.enum([
  "waiting",
  "ready",
  "running",
  "gating",
  "rework",
  "awaiting_approval",
  "done",
  "skipped",
  "failed",
  "cancelled",
]);
export type StageState = z.infer<typeof StageState>;

/** What one gate or hook said about a stage, in one attempt. */
export const StageReport = z.object({
  kind: z.enum(["gate", "hook"]),
  id: z.string(),
  title: z.string(),
  /** passed, failed, needs_review, not_run, blocked, timed_out. */
  verdict: z.string(),
  attempt: z.number().int().min(1),
  /** One sentence for people. */
  summary: z.string(),
  reviewers: z.array(z.string()).default([]),
});
export type StageReport = z.infer<typeof StageReport>;

/** How often a pattern wants the agents of a stage to tell one another where they stand. */
export const SyncCadence = z.enum(["daily", "weekly"]);
export type SyncCadence = z.infer<typeof SyncCadence>;

/** One agent of a stage was through and told the others: so many of them are now. */
const StageSync = z.object({
  agent: z.string(),
  round: z.number().int().min(1),
  done: z.number().int().min(1),
  of: z.number().int().min(1),
});

const counter = z.number().int().nonnegative().default(0);

const StageShape = z.object({
  id: z.string().min(1),
  title: z.string(),
  assignments: z.array(Assignment).min(1),
  state: StageState,
  purpose: StagePurpose.default("work"),
  mode: StageMode.default("parallel"),
  /** Stages that must be over first. */
  needs: z.array(z.string()).default([]),
  /** Grows whenever something of the stage starts again; part of the ids of its jobs. */
  round: z.number().int().min(1).default(1),
  maxRounds: z.number().int().min(1).default(1),
  /** Rounds of joint work that are over. */
  jointRounds: counter,
  handoff: z.enum(["required", "optional"]).default("optional"),
  /** The stage that is done again when this one asks for changes. */
  reworks: z.string().optional(),
  approval: z.enum(["none", "person"]).default("none"),
  hooks: z.array(z.string()).default([]),
  gates: z.array(z.string()).default([]),
  /** Lists of checklists.yaml that the stage or its gates name. */
  checklists: z.array(z.string()).default([]),
  /** Its agents keep in step: hooks for that run when it begins and when they are through. */
  isShared: z.boolean().default(false),
  /** Failed attempts at its gates. */
  failedGates: counter,
  /** Times that it has asked for changes. */
  changeRequests: counter,
  /** Results of its last round, and the one that asked for changes: what a new round begins with. */
  earlier: z.array(z.string()).default([]),
  /** Some of its jobs were added one by one, so that its flow no longer holds it together. */
  isPatched: z.boolean().default(false),
  /** What a person asked for changes said, why it was skipped or failed, what is to be approved. */
  note: z.string().optional(),
  reports: z.array(StageReport).default([]),
  /** Between two syncs, as ISO 8601 writes it; absent where its agents need not keep in step. */
  sync: z.object({ cadence: SyncCadence, every: z.string() }).optional(),
  /** The syncs so far, of all its rounds. */
  syncs: z.array(StageSync).default([]),
});

/** Plans were once one stage without a state, whose agents all ran at once. */
function withState(stored: unknown): unknown {
  const parsed = z.looseObject({ state: z.string().optional(), assignments: z.unknown() }).safeParse(stored);
  if (!parsed.success || parsed.data.state !== undefined) return stored;
  const states = z.array(z.looseObject({ state: z.string() })).safeParse(parsed.data.assignments).data ?? [];
  const isOver = states.every(({ state }) => state === "done" || state === "failed");
  const begun = states.some(({ state }) => state !== "waiting");
  return { ...parsed.data, state: isOver ? "done" : begun ? "running" : "ready" };
}

/** A part of a plan that is done as a whole: some agents in one mode, and what they must pass before it is over. */
export const Stage = z.preprocess(withState, StageShape);
export type Stage = z.infer<typeof StageShape>;

/** How often work may go back or aside before a person is asked. */
export const PlanLimits = z.object({
  maxHops: z.number().int().min(1),
  sameHandoff: z.number().int().min(1),
  gateAttempts: z.number().int().min(1),
  /** The trigger that follows when a limit is reached. */
  trigger: z.string(),
});
export type PlanLimits = z.infer<typeof PlanLimits>;

const DEFAULT_LIMITS: PlanLimits = {
  maxHops: 12,
  sameHandoff: 3,
  gateAttempts: 3,
  trigger: "quality_concern",
};

export const PlanCadence = z.enum(["daily_sync", "weekly_review", "final_validation"]);

export const Plan = z.object({
  stages: z.array(Stage).min(1),
  /** proposed: shown to a person, who has not said yes yet. */
  state: z.enum(["proposed", "started"]).default("started"),
  /** The pattern that it was made from. */
  pattern: z.string().optional(),
  /** Who answers for the whole; absent: the first primary. */
  leader: z.string().optional(),
  /** Who keeps it together, where its pattern names another than the orchestrator. */
  coordinator: z.string().optional(),
  /** Nobody is there to answer a question: nothing waits for a person. */
  isUnattended: z.boolean().default(false),
  /** What its pattern wants to happen again and again until it is over. */
  cadence: z.array(PlanCadence).default([]),
  limits: PlanLimits.default(DEFAULT_LIMITS),
  /** How often work went back or aside from one agent to another, which no stage foresees. */
  hops: z.array(z.object({ from: z.string(), to: z.string(), count: z.number().int().min(1) })).default([]),
  /** Stages of the pattern that are not in the plan, and why. */
  leftOut: z.array(z.object({ id: z.string(), title: z.string(), reason: z.string() })).default([]),
});
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
  owner: TaskOwner.optional(),
  /** Absent unless a person said so and nobody took it back. */
  blocked: TaskBlock.optional(),
  priority: Priority,
  plan: Plan,
  /** Counts rounds: a retry by command starts the next one, so its jobs and replies have ids of their own. */
  round: z.number().int().min(1),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  error: z.object({ code: z.string(), message: z.string(), ref: z.string() }).optional(),
});
export type Task = z.infer<typeof Task>;

/** What a model was used for a result, by the provider's own figures. */
export const ResultUsage = z.object({
  models: z.array(z.string()),
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** Of the input, read from a cache. */
  cachedTokens: z.number().int().nonnegative(),
  /** Some of it was guessed, because a server gave no figures. */
  isEstimated: z.boolean().optional(),
  /** Absent where a model has no price in the configuration. */
  cost: z.number().nonnegative().optional(),
  currency: z.string().optional(),
  turns: z.number().int().nonnegative(),
  steps: z.number().int().nonnegative(),
  durationMs: z.number().nonnegative(),
});
export type ResultUsage = z.infer<typeof ResultUsage>;

/** What an agent job delivers. `body` is Markdown for people; `summary` is one or two sentences. */
export const AgentResult = z.object({
  summary: z.string(),
  body: z.string(),
  /** Which executor made it: `brief`, a model's name. */
  madeBy: z.string(),
  /** Nothing was done: it is advice for people, and hooks and gates have nothing to judge. */
  isAdvice: z.boolean().optional(),
  /** Reviewers and gates: the work is to be changed. In joint work: one more round is needed. Says what, and why. */
  changes: z.string().min(1).optional(),
  /** What the next agent is handed, as far as this one knows it; the rest is filled in and the whole checked. */
  handoff: HandoffDraft.optional(),
  /** Absent where no model was asked. */
  usage: ResultUsage.optional(),
  /** What is too long to be read in a chat: the whole report, the patch. A later one of the same name replaces it. */
  files: z.array(OutgoingFile).optional(),
});
export type AgentResult = z.infer<typeof AgentResult>;
