import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { id, words } from "./words.ts";

const Item = z.strictObject({
  id,
  text: words,
  /** When it is due within the plan: first and last working day, counted from 1. */
  days: z
    .strictObject({ from: z.number().int().min(1), to: z.number().int().min(1) })
    .refine((days) => days.from <= days.to, { path: ["to"], message: "is before from." })
    .optional(),
  /** The agent that sees to it. */
  owner: id.optional(),
});

const List = z
  .strictObject({
    id,
    title: words,
    /** checklist: all must be true. plan: done in this order. principles: to be kept in mind. */
    kind: z.enum(["checklist", "plan", "principles"]),
    items: z.array(Item).min(1),
  })
  .superRefine((list, context) => {
    refuseDuplicates(list.items, (item) => item.id, { context, path: ["items"] });
  });

/** `checklists.yaml`. Nothing in it is ticked: a tick needs evidence (checklist-state.ts). (seed: rules.yaml#checklists) */
export const ChecklistRules = z.strictObject({ checklists: z.array(List) }).superRefine((rules, context) => {
  refuseDuplicates(rules.checklists, (list) => list.id, { context, path: ["checklists"] });
});
export type ChecklistRules = z.infer<typeof ChecklistRules>;
