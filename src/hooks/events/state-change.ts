import { z } from "zod";
import { GateVerdict } from "../../gates/gate-report.ts";
import { HookId } from "../hook-id.ts";
import { Criterion, HookSubject, words } from "../hook-subject.ts";

const output = z.strictObject({
  /** What speaks against the change of state. */
  open: z.array(z.string()),
  /** The proposal that was put to a person. */
  proposalId: z.string().optional(),
  /** Hooks that follow from this one; the caller runs them. */
  next: z.array(HookId),
});

const Part = z.strictObject({ item: words, done: z.boolean() });

/** The phases of a specification-first task, in order. */
export const SparcPhase = z.enum(["specification", "pseudocode", "architecture", "refinement", "completion"]);
export type SparcPhase = z.infer<typeof SparcPhase>;

export const SparcPhaseTransition = {
  input: HookSubject.extend({
    item: words.optional(),
    phase: SparcPhase,
    artifacts: z.array(words),
    criteria: z.array(Criterion),
  }),
  output: output.extend({ nextPhase: SparcPhase.optional() }),
};

export const CommercialMilestone = {
  input: HookSubject.extend({
    milestone: words,
    /** Verdict of the gate for customers. */
    readiness: GateVerdict,
    acceptance: z.array(Criterion).default([]),
  }),
  output: output.extend({ ready: z.boolean() }),
};

export const EpicCompletionUpdate = {
  input: HookSubject.extend({ item: words, stories: z.array(Part) }),
  output,
};

export const StoryCompletionSync = {
  input: HookSubject.extend({
    item: words,
    tasks: z.array(Part),
    criteria: z.array(Criterion),
    /** Stories that wait for others. */
    dependents: z.array(z.strictObject({ item: words, waitsFor: z.array(Part) })).default([]),
    epic: z.strictObject({ item: words, openStories: z.array(words) }).optional(),
  }),
  output: output.extend({ enabled: z.array(z.string()) }),
};

export const ProductionOperationsStoryCompletion = {
  input: HookSubject.extend({ item: words, report: words, criteria: z.array(Criterion).min(1) }),
  output,
};

export const TaskCompletionCascade = {
  input: HookSubject.extend({
    item: words,
    story: z.strictObject({ item: words, openTasks: z.array(words) }).optional(),
  }),
  output,
};

export const BacklogPriorityRebalancing = {
  input: HookSubject.extend({
    completed: words,
    /** In the order of the roadmap, with the scores they have now. */
    items: z.array(z.strictObject({ item: words, score: z.number() })),
  }),
  output: output.extend({ ranking: z.array(z.string()) }),
};

export const ProjectStatusSynchronization = {
  input: HookSubject.extend({
    claims: z.array(z.strictObject({ subject: words, value: words, source: words })),
    measured: z.array(z.strictObject({ subject: words, value: words, at: z.iso.datetime() })).default([]),
  }),
  output: output.extend({
    consistent: z.boolean(),
    contested: z.array(z.strictObject({ subject: z.string(), says: z.array(z.string()) })),
  }),
};
