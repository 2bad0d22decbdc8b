import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { Condition } from "./condition.ts";
import { findCycle } from "./find-cycle.ts";
import { id, ids, words } from "./words.ts";

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
    /** Which of the hooks of one moment come first. */
    bands: z.array(z.strictObject({ id, meaning: words })).min(1),
    /** A hook that waits for others whenever they are due as well. */
    after: z.array(z.strictObject({ hook: id, waitsFor: ids.min(1) })),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.flow, (step) => step.id, { context, path: ["flow"] });
    refuseDuplicates(rules.groups, (group) => group.id, { context, path: ["groups"] });
    refuseDuplicates(rules.bands, (band) => band.id, { context, path: ["bands"] });
    refuseDuplicates(rules.after, (one) => one.hook, { context, path: ["after"] });
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
