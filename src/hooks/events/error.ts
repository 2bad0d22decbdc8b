import { z } from "zod";
import { HookSubject, words } from "../hook-subject.ts";

/** What kind of trouble was seen. */
export const TroubleKind = z.enum([
  "build",
  "crash",
  "data_loss",
  "test",
  "regression",
  "warning",
  "blocker",
  "other",
]);
export type TroubleKind = z.infer<typeof TroubleKind>;

export const ErrorClass = z.enum(["transient", "permanent", "blocker"]);
export type ErrorClass = z.infer<typeof ErrorClass>;

export const Severity = z.enum(["low", "medium", "high", "critical"]);
export type Severity = z.infer<typeof Severity>;

export const ErrorDetection = {
  input: HookSubject.extend({
    kind: TroubleKind,
    message: words,
    code: words.optional(),
    /** Whether who raised it says that a retry can help. */
    retryable: z.boolean().optional(),
    attempt: z.number().int().min(1),
    maxAttempts: z.number().int().min(1),
    /** Of a regression. */
    slowerPercent: z.number().optional(),
  }),
  output: z.strictObject({
    class: ErrorClass,
    severity: Severity,
    because: z.string(),
    escalate: z.boolean(),
  }),
};

export const BlockerEscalation = {
  input: HookSubject.extend({
    problem: words,
    attempts: z.array(words).default([]),
    /** Expertise, access or decisions that would help. */
    needs: z.array(words).default([]),
    openForMs: z.number().nonnegative(),
    severity: Severity,
  }),
  output: z.strictObject({
    escalationId: z.string(),
    askedOf: z.array(z.string()),
  }),
};

const UnfinishedItem = z.strictObject({
  title: words,
  kind: z.enum(["unfinished", "failing_test", "unresolved"]),
  location: words.optional(),
  /** The exact error. */
  error: words.optional(),
  reproduction: words.optional(),
  severity: Severity.default("medium"),
});
export type UnfinishedItem = z.infer<typeof UnfinishedItem>;

export const IncompleteWorkDocumentation = {
  input: HookSubject.extend({
    items: z.array(UnfinishedItem),
    /** Where in the roadmap they belong. */
    parent: words.optional(),
  }),
  output: z.strictObject({
    items: z.array(UnfinishedItem),
    /** Items that nobody could work on from this record alone, with what they lack. */
    vague: z.array(z.string()),
    proposalId: z.string().optional(),
    tell: z.array(z.string()),
  }),
};
