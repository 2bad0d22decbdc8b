import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { Condition } from "./condition.ts";
import { findCycle } from "./find-cycle.ts";
import { id, ids, words } from "./words.ts";

/** The step that is the work itself: what stands before it runs before an agent starts. */
export const EXECUTION_STEP = "execution";
/** The step in which agents of one stage keep in step. */
export const COLLABORATION_STEP = "collaboration";

const FlowStep = z.strictObject({
  id,
  title: words,
  /** Hooks or hook aliases that run here; none where the step is the orchestrator's or the agent's own. */
  hooks: ids.default([]),
  when: Condition.optional(),
});

const Group = z.strictObject({ id: z.enum(["quality_gates", "coordination", "error"]), hooks: ids.min(1) });

/** `hook-flow.yaml`: in which order hooks run. (seed: rules.yaml#hook_flow, #hook_groups_named_in_seed) */
export const HookFlowRules = z
  .strictObject({
    /** The steps of every assignment, in this order. */
    flow: z.array(FlowStep).min(1),
    groups: z.array(Group),
    /** Which of the hooks of one moment come first; those of no band come last. */
    bands: z.array(z.strictObject({ id, meaning: words, hooks: ids.default([]) })).min(1),
    /** A hook that waits for others whenever they are due as well. */
    after: z.array(z.strictObject({ hook: id, waitsFor: ids.min(1) })),
    /** Hooks that are due for some tasks only. */
    dueWhen: z.array(z.strictObject({ hook: id, when: Condition })).default([]),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.flow, (step) => step.id, { context, path: ["flow"] });
    refuseDuplicates(rules.groups, (group) => group.id, { context, path: ["groups"] });
    refuseDuplicates(rules.bands, (band) => band.id, { context, path: ["bands"] });
    refuseDuplicates(rules.after, (one) => one.hook, { context, path: ["after"] });
    refuseDuplicates(rules.dueWhen, (one) => one.hook, { context, path: ["dueWhen"] });
    const banded = rules.bands.flatMap(({ hooks }, index) => hooks.map((hook) => ({ hook, index })));
    for (const [at, { hook, index }] of banded.entries()) {
      if (banded.findIndex((one) => one.hook === hook) === at) continue;
      const message = `has ${hook}, which an earlier band has.`;
      context.addIssue({ code: "custom", path: ["bands", index, "hooks"], message });
    }
    if (!rules.flow.some((step) => step.id === EXECUTION_STEP))
      context.addIssue({ code: "custom", path: ["flow"], message: `has no step "${EXECUTION_STEP}".` });
    const cycle = findCycle(rules.after.map((one) => [one.hook, one.waitsFor]));
    if (cycle === undefined) return;
    const index = rules.after.findIndex((one) => one.hook === cycle[0]);
    const params = { remedy: "Remove one of these." };
    context.addIssue({
      code: "custom",
      path: ["after", index, "waitsFor"],
      message: `can never run: ${cycle.join(" waits for ")}.`,
      params,
    });
  });
export type HookFlowRules = z.infer<typeof HookFlowRules>;
