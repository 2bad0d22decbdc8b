import { z } from "zod";
import { HookSubject, words } from "../hook-subject.ts";

const Member = z.strictObject({
  agent: words,
  role: z.enum(["lead", "joint", "support", "reviewer"]),
  duty: words,
});

export const CollaborationRecord = z.strictObject({
  members: z.array(Member).min(2),
  syncPoints: z.array(words).min(1),
  /** Who decides when members disagree. */
  arbiter: words,
  successCriteria: z.array(words),
});
export type CollaborationRecord = z.infer<typeof CollaborationRecord>;

export const CollaborationInit = {
  input: HookSubject.extend({
    members: z.array(Member),
    syncPoints: z.array(words),
    arbiter: words,
    successCriteria: z.array(words).default([]),
  }),
  output: CollaborationRecord,
};

const MemberUpdate = z.strictObject({
  agent: words,
  progress: words,
  blockers: z.array(words).default([]),
  /** Files, interfaces and the like that the member changes. */
  touches: z.array(words).default([]),
  decisions: z.array(z.strictObject({ topic: words, choice: words })).default([]),
});
export type MemberUpdate = z.infer<typeof MemberUpdate>;

export const Conflict = z.strictObject({
  kind: z.enum(["same_place", "decision"]),
  about: z.string(),
  agents: z.array(z.string()),
});
export type Conflict = z.infer<typeof Conflict>;

export const CollaborationSync = {
  input: HookSubject.extend({
    record: CollaborationRecord,
    syncPoint: words,
    updates: z.array(MemberUpdate),
  }),
  output: z.strictObject({
    syncPoint: z.string(),
    absent: z.array(z.string()),
    conflicts: z.array(Conflict),
    blockers: z.array(z.strictObject({ agent: z.string(), text: z.string() })),
    /** True when members cannot settle it among themselves. */
    escalate: z.boolean(),
  }),
};
