import { z } from "zod";
import { AssignmentRole, PlanCadence, StageMode, StagePurpose, SyncCadence } from "../../tasks/task.ts";
import { Condition } from "./condition.ts";
import { refineStages } from "./refine-stages.ts";
import { id, ids, words } from "./words.ts";

/**
 * Names that stand where an agent stands and are filled in for each task:
 * - domain_primary: the agent that leads the task;
 * - domain_support: the agents chosen to help it, in the order of joining;
 * - team: domain_primary, then domain_support;
 * - component_owners: the owners of the components that the request names;
 * - domain_reviewer: the first reviewer of the intersection row, else of the stage's gates, who does not work on
 *   the task.
 */
export const AgentSelector = z.enum([
  "domain_primary",
  "domain_support",
  "team",
  "component_owners",
  "domain_reviewer",
]);
export type AgentSelector = z.infer<typeof AgentSelector>;

export function isAgentSelector(name: string): name is AgentSelector {
  return AgentSelector.options.some((option) => option === name);
}

/** Agents in one role of a stage. */
export const StageAgent = z.strictObject({
  role: AssignmentRole,
  /** An agent's id, or a selector. */
  agent: z.union([AgentSelector, id]),
  /** What it is there for; becomes the reason that people read. */
  duty: words,
  /** Joins only then. */
  condition: Condition.optional(),
  /** Of those a selector finds, so many at most. */
  atMost: z.number().int().min(1).max(5).optional(),
});
export type StageAgent = z.infer<typeof StageAgent>;

export const PatternStage = z.strictObject({
  id,
  title: words,
  purpose: StagePurpose,
  mode: StageMode,
  agents: z.array(StageAgent).min(1),
  /** Stages that must be over first; one that its condition leaves out counts as over. */
  needs: ids.default([]),
  /** Without it the stage always runs; where it does not hold, the stage is left out of the plan. */
  condition: Condition.optional(),
  /** Hooks of the catalogue that run with this stage beside those that run with every stage. */
  hooks: ids.default([]),
  /** Gates of gates.yaml that the stage must pass before it is over. */
  gates: ids.default([]),
  /** Lists of checklists.yaml that people should look at meanwhile. */
  checklists: ids.default([]),
  /** Rounds of a joint stage, requests for changes of a review or a gate. */
  maxRounds: z.number().int().min(1).max(5).default(1),
  /** required: whoever takes over, inside the stage or after it, starts with a package that was checked. */
  handoff: z.enum(["required", "optional"]).default("optional"),
  /** The stage, one of those before, that is done again when this one asks for changes or fails. */
  reworks: id.optional(),
  /** How often the agents of the stage tell one another where they stand. */
  sync: SyncCadence.optional(),
  /** person: the stage is over only when somebody who may has said yes. */
  approval: z.enum(["none", "person"]).default("none"),
});
export type PatternStage = z.infer<typeof PatternStage>;

/**
 * The stages of a kind of task. A stage for which no agent is left is left out like one whose condition does not
 * hold. A reviewer or gate who turns out to work on the task is replaced by the next reviewer of the stage's gates.
 * The conditions of `when` are alternatives; an empty list is never chosen by itself.
 */
export const Pattern = z.strictObject({
  id,
  title: words,
  /** Which work it is meant for, in words. */
  meaning: words,
  when: z.array(Condition),
  /** Who keeps the whole together; never an assignment. */
  coordinator: id.default("orchestrator"),
  cadence: z.array(PlanCadence).default([]),
  stages: z.array(PatternStage).min(1).superRefine(refineStages),
  /** One such piece of work, and who would be on it; for people. */
  example: z.strictObject({ title: words, agents: ids.min(1) }).optional(),
});
export type Pattern = z.infer<typeof Pattern>;

function refinePatterns(
  rules: Readonly<Record<"taskPatterns" | "collaborationPatterns", readonly Pattern[]>> & {
    readonly otherwise: Pattern;
  },
  context: z.RefinementCtx,
): void {
  const report = (path: (string | number)[], message: string, remedy: string): void => {
    context.addIssue({ code: "custom", path, message, params: { remedy } });
  };
  const seen = new Set([rules.otherwise.id]);
  for (const list of ["taskPatterns", "collaborationPatterns"] as const) {
    for (const [index, pattern] of rules[list].entries()) {
      if (seen.has(pattern.id))
        report([list, index, "id"], `"${pattern.id}" is there twice.`, "Keep one of the two.");
      seen.add(pattern.id);
      if (pattern.when.length === 0)
        report([list, index, "when"], "is never chosen.", "Say when it is: at least one condition.");
    }
  }
}

/**
 * `patterns.yaml`. The first task pattern that holds is used, else the first collaboration pattern, else
 * `otherwise`. (seed: rules.yaml#multi_agent_task_patterns, #collaborative_workflow_patterns)
 */
export const PatternRules = z
  .strictObject({
    taskPatterns: z.array(Pattern),
    collaborationPatterns: z.array(Pattern),
    otherwise: Pattern,
  })
  .superRefine(refinePatterns);
export type PatternRules = z.infer<typeof PatternRules>;
