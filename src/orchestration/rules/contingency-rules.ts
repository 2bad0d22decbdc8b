import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { duration, id, words } from "./words.ts";

const common = {
  id,
  title: words,
  /** What is put to the people who decide. */
  proposal: words,
  /** Who looks after it: an agent or a pseudo agent. */
  owner: id,
};

/** What is proposed when something happens. Nothing here is done without a person, except where `action` says so. */
const Contingency = z.discriminatedUnion("event", [
  z.strictObject({
    ...common,
    event: z.literal("test_failure"),
    longerThan: duration,
    action: z.literal("consider_architecture_review"),
  }),
  z.strictObject({
    ...common,
    event: z.literal("benchmark_regression"),
    percentAbove: z.number().positive().max(100),
    action: z.literal("automated_rollback"),
  }),
  z.strictObject({
    ...common,
    event: z.literal("resource_conflict"),
    action: z.literal("apply_cross_training_plan"),
  }),
  z.strictObject({
    ...common,
    event: z.literal("timeline_slip"),
    action: z.literal("flexible_sprint_boundary_and_reprioritise"),
  }),
]);
export type Contingency = z.infer<typeof Contingency>;

/** `contingency.yaml`. (seed: rules.yaml#contingency_rules) */
export const ContingencyRules = z
  .strictObject({ rules: z.array(Contingency) })
  .superRefine((file, context) => {
    refuseDuplicates(file.rules, (rule) => rule.id, { context, path: ["rules"] });
  });
export type ContingencyRules = z.infer<typeof ContingencyRules>;
