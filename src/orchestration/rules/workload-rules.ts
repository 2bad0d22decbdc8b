import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { duration, id, words } from "./words.ts";

const weight = z.number().min(0).max(1);
const limit = z.number().int().min(1).max(100);

/** What speaks for one agent over another; each gives 0 to 1 and counts by its weight. */
const Weights = z
  .strictObject({
    domain: weight,
    availability: weight,
    load: weight,
    success: weight,
    rotation: weight,
    alternation: weight,
    pairing: weight,
  })
  .refine((weights) => Object.values(weights).some((one) => one > 0), { message: "are all 0." });

const share = z.number().min(0).max(1);
const units = z.number().int().min(1).max(1000);

/** A number for each complexity. */
const perLevel = z.strictObject({ simple: units, medium: units, high: units, critical: units });

const Principle = z.strictObject({
  id: z.enum(["load_distribution", "skill_development", "burnout_prevention", "knowledge_sharing"]),
  rule: words,
  /** The section of this file that carries it out. */
  by: z.enum(["wip", "rotation", "alternation", "pairing"]),
});

/** `workload.yaml`: how work is spread. (seed: rules.yaml#workload_balancing, #request_handling) */
export const WorkloadRules = z
  .strictObject({
    principles: z.array(Principle).min(1),
    weights: Weights,
    /** Work in progress at once. */
    wip: z.strictObject({
      perAgent: limit,
      /** Of the person behind an agent, over all their agents. */
      perPerson: limit,
      /** Agents with a limit of their own. */
      byAgent: z.record(z.string(), limit).default({}),
    }),
    /** Recent success as (done + prior.done) / (tried + prior.tried), so that one failure does not condemn. */
    success: z.strictObject({
      window: duration,
      prior: z
        .strictObject({ done: z.number().nonnegative(), tried: z.number().positive() })
        .refine((prior) => prior.done <= prior.tried, { path: ["done"], message: "is more than tried." }),
    }),
    /** Who had work of the kind less often inside the window is preferred. */
    rotation: z.strictObject({ window: duration }),
    /** After so much intense work in a row, routine work is preferred, and the other way round. */
    alternation: z.strictObject({ intense: z.array(Complexity).min(1), afterInARow: limit.max(10) }),
    /** An experienced agent takes a learner along on work of these levels. */
    pairing: z
      .strictObject({
        experiencedFrom: limit,
        learnerBelow: limit,
        levels: z.array(Complexity).min(1),
      })
      .refine((pairing) => pairing.learnerBelow <= pairing.experiencedFrom, {
        path: ["learnerBelow"],
        message: "is above experiencedFrom.",
      }),
    /** Who may lead instead of the agent whose domain a request is in. */
    candidates: z.strictObject({
      /** Agents whose score is at least this share of the favourite's stand near it and may be weighed against it. */
      nearShare: share.min(0.1),
      /** What the domain counts of a stand-in that has no score near: the secondary of the task's kind. */
      standInDomain: share,
      /** What the domain counts of a stand-in that only has the same skill, as an expert or as a learner. */
      skillDomain: z.strictObject({ expert: share, learner: share }),
      /** Means that differ by no more are equal, and then the decision tree chooses. */
      tie: share.max(0.2),
      /** What the domain counts of an agent that stands near nobody, but that the tree would take. */
      treeDomain: share,
    }),
    /** What work costs, in units of one simple contribution, and where support that nobody demands ends. */
    cost: z.strictObject({
      perRole: z.strictObject({ primary: units, support: units, reviewer: units, gate: units }),
      /** Times the cost of the role. */
      perComplexity: perLevel,
      capPerTask: perLevel,
    }),
    /** How long work takes, as the median of what was measured last. */
    estimates: z.strictObject({
      /** Durations kept for each agent and complexity. */
      last: units.max(50),
      /** Fewer measured ones give no figure of their own. */
      atLeast: units.max(50),
    }),
    /** What a good choice shows in afterwards. */
    successCriteria: z.array(z.strictObject({ id, measures: words })).min(1),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.principles, (one) => one.id, { context, path: ["principles"] });
    refuseDuplicates(rules.successCriteria, (one) => one.id, { context, path: ["successCriteria"] });
  });
export type WorkloadRules = z.infer<typeof WorkloadRules>;
