import { z } from "zod";
import { Criterion, HookSubject, words } from "../hook-subject.ts";

export const PostTaskValidation = {
  input: HookSubject.extend({
    /** What the agent says it has done. */
    claim: words,
    criteria: z.array(Criterion).default([]),
  }),
  output: z.strictObject({
    checks: z.array(z.strictObject({ text: z.string(), verdict: z.enum(["proven", "refuted", "unproven"]) })),
  }),
};

export const PostTaskCleanup = {
  input: HookSubject.extend({
    summary: words,
    startedAt: z.iso.datetime(),
    /** What was learned on the way and others should know. */
    lessons: z.array(words).default([]),
    /** Notes for whoever comes next. */
    notes: z.array(words).default([]),
  }),
  output: z.strictObject({
    /** Resources given back: names of locks, folders, leases. */
    released: z.array(z.string()),
    report: z.strictObject({
      summary: z.string(),
      durationMs: z.number().nonnegative(),
      evidenceCount: z.number().int().nonnegative(),
      lessons: z.array(z.string()),
      notes: z.array(z.string()),
    }),
  }),
};
