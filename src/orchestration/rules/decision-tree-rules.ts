import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { id, ids, words } from "./words.ts";

const phrases = z.array(words).default([]);

const Branch = z
  .strictObject({
    id,
    title: words,
    /** Absent where the branch only leads on to `subRoutes`. */
    primary: id.optional(),
    /** Agents or pseudo agents. */
    support: ids.default([]),
    /** What such requests are about, for people. */
    when: z.array(words).default([]),
    /** Words that take a request into it. */
    phrases,
    subRoutes: z.array(z.strictObject({ when: words, primary: id, phrases })).optional(),
  })
  .refine((branch) => (branch.primary === undefined) !== (branch.subRoutes === undefined), {
    message: "needs a primary or subRoutes, and not both.",
  })
  .refine((branch) => branch.primary === undefined || !branch.support.includes(branch.primary), {
    path: ["support"],
    message: "has the primary itself in it.",
  });

/** Where the answer to "who does this" comes from. */
export const RoutingSource = z.enum([
  "person",
  "router",
  "task_assignment",
  "intersections",
  "decision_tree",
  "components",
  "skills",
]);
export type RoutingSource = z.infer<typeof RoutingSource>;

/** `decision-tree.yaml`: kinds of request and who takes them. (seed: rules.yaml#decision_tree) */
export const DecisionTreeRules = z
  .strictObject({
    /** Where tables disagree, the one that is named first is right. */
    precedence: z.array(RoutingSource).min(1),
    branches: z.array(Branch).min(1),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.precedence, (source) => source, { context, path: ["precedence"] });
    refuseDuplicates(rules.branches, (branch) => branch.id, { context, path: ["branches"] });
  });
export type DecisionTreeRules = z.infer<typeof DecisionTreeRules>;
