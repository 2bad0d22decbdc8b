import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { duration, id, words } from "./words.ts";

/** What may set off an escalation. `above` and `attempts` have the unit that `event` names. */
const Trigger = z.discriminatedUnion("event", [
  z.strictObject({
    id,
    title: words,
    event: z.literal("unresolved"),
    longerThan: duration,
    action: z.literal("escalate"),
    target: id,
  }),
  z.strictObject({
    id,
    title: words,
    event: z.literal("over_capacity"),
    action: z.literal("redistribute_or_delay"),
    target: id,
  }),
  z.strictObject({
    id,
    title: words,
    event: z.literal("failed_attempts"),
    attempts: z.number().int().min(2).max(10),
    action: z.literal("add_oversight"),
    target: id,
  }),
  z.strictObject({
    id,
    title: words,
    event: z.literal("sprint_at_risk"),
    action: z.literal("full_team_coordination"),
    target: id,
  }),
]);
export type Trigger = z.infer<typeof Trigger>;

/** `triggers.yaml`. (seed: rules.yaml#escalation_triggers) */
export const TriggerRules = z
  .strictObject({ triggers: z.array(Trigger).min(1) })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.triggers, (trigger) => trigger.id, { context, path: ["triggers"] });
  });
export type TriggerRules = z.infer<typeof TriggerRules>;
