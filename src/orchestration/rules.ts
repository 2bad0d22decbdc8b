import { z } from "zod";
import { Complexity } from "../router/route.ts";
import { ComplexityRules } from "./complexity-rules.ts";
import { PriorityRules } from "./priority-rules.ts";
import { refuseDuplicates } from "./refuse-duplicates.ts";

const words = z.string().trim().min(1);
const id = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]*$/u, "letters, digits, - and _ only");
const share = z.number().min(0).max(1);

/**
 * Words to look for in a request: whole words, any case, punctuation aside; a `*` at the end stands for the rest
 * of a word. find-phrases.ts does the looking.
 */
const phrases = z.array(words);

const Tool = z.strictObject({
  name: id,
  /** read looks, write changes the working copy, effect is seen outside it. */
  class: z.enum(["read", "write", "effect"]),
  purpose: words,
});

/** seed: rules.yaml#hook_catalogue */
const Hook = z.strictObject({
  id,
  phase: z.enum(["before_task", "after_task", "handoff", "collaboration", "gate", "error", "state_change"]),
  trigger: words,
});

/** seed: rules.yaml#task_assignment_matrix */
const TaskRow = z.strictObject({
  id,
  title: words,
  primary: id,
  /** An agent, or a pseudo agent: then nobody supports. */
  secondary: id,
  /** Chooses among several rows with one primary. */
  when: phrases.optional(),
});
export type TaskRow = z.infer<typeof TaskRow>;

/** seed: rules.yaml#component_assignment_matrix */
const ComponentRow = z.strictObject({
  component: words,
  kind: z.enum(["crate", "area"]),
  primary: id,
  secondary: id,
  /** The words by which a request names it. */
  when: phrases.min(1),
});
export type ComponentRow = z.infer<typeof ComponentRow>;

/** seed: rules.yaml#support_team_rules */
const SupportRule = z.strictObject({
  id,
  /** Becomes the reason that people read. */
  title: words,
  /** The rule holds when any of these does. */
  when: z.strictObject({
    complexity: z.array(Complexity).optional(),
    /** Different agents that own the components a request names. */
    componentOwnersAtLeast: z.number().int().min(1).optional(),
    phrases: phrases.optional(),
  }),
  /** Primaries that the rule leaves alone. */
  exceptFor: z.array(id).optional(),
  /** Join whatever the team size. */
  add: z.array(id).optional(),
  /** The owners of the named components may join, as far as the team size allows. */
  addComponentOwners: z.boolean().optional(),
});
export type SupportRule = z.infer<typeof SupportRule>;

const Routing = z
  .strictObject({
    /** Confidence from which a request is routed without a question. */
    routeAt: share,
    /** Confidence from which the bot asks with a few choices; below, it says what it can do. */
    askAt: share,
    /** A best score below this is no work for any agent. */
    rejectBelow: share,
    /** More than three are no help to somebody who wrote one sentence. */
    maxChoices: z.number().int().min(1).max(3),
    /** Score from which an agent that is not primary supports. */
    supportThreshold: share,
    /** New work in a task's thread goes to its leader, unless another agent is more than this many times likelier. */
    threadFactor: z.number().min(1).max(100).default(2),
  })
  .refine((routing) => routing.askAt <= routing.routeAt, { path: ["askAt"], message: "is above routeAt." });

const pattern = words.refine(isPattern, "is not a regular expression.");

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "iu") instanceof RegExp;
  } catch {
    return false;
  }
}

/** What `checkAgents` holds agent files to. */
const Checks = z.strictObject({
  /** Two examples that share this much of their words (Jaccard) count as the same. */
  exampleOverlap: z.number().min(0.3).max(1),
  directive: z.strictObject({ opening: words, names: words }),
  /** Regular expressions, matched line by line in any case. */
  staleClaims: z.array(z.strictObject({ pattern, why: words })),
});
export type Checks = z.infer<typeof Checks>;

const Language = z.strictObject({
  /** Words that turn the phrase after them into its opposite. */
  negations: z.array(words),
  /** Words that may stand between. */
  fillers: z.array(words),
});
export type Language = z.infer<typeof Language>;

/** The front matter of `agent-config/orchestrator.md`: every rule the orchestrator follows, as data. */
export const Rules = z
  .strictObject({
    version: z.literal(1),
    pseudoAgents: z.array(z.strictObject({ id, meaning: words })),
    tools: z.array(Tool).min(1),
    hooks: z.array(Hook).min(1),
    hookAliases: z.array(z.strictObject({ name: id, means: z.array(id).min(1) })),
    taskAssignment: z.array(TaskRow),
    components: z.array(ComponentRow),
    complexity: ComplexityRules,
    supportRules: z.array(SupportRule),
    /** `secondaryFrom`: the complexity from which the secondary of the matrix joins by itself. */
    support: z.strictObject({
      secondaryFrom: Complexity,
      /** Nobody whom the router's model thinks needed with a lower probability joins without a rule's demand. */
      needlessBelow: share.default(0),
    }),
    priority: PriorityRules,
    routing: Routing,
    language: Language,
    checks: Checks,
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.pseudoAgents, (pseudo) => pseudo.id, { context, path: ["pseudoAgents"] });
    refuseDuplicates(rules.tools, (tool) => tool.name, { context, path: ["tools"] });
    refuseDuplicates(rules.hooks, (hook) => hook.id, { context, path: ["hooks"] });
    refuseDuplicates(rules.hookAliases, (alias) => alias.name, { context, path: ["hookAliases"] });
    refuseDuplicates(rules.taskAssignment, (row) => row.id, { context, path: ["taskAssignment"] });
    refuseDuplicates(rules.components, (row) => row.component, { context, path: ["components"] });
    refuseDuplicates(rules.supportRules, (rule) => rule.id, { context, path: ["supportRules"] });
  });
export type Rules = z.infer<typeof Rules>;
