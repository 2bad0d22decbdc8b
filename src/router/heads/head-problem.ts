import type { Link } from "./fit-linear-head.ts";
import { COMPLEXITIES, DOORS, PRIORITY_TERMS, type HeadName } from "./heads.ts";
import { WORK_SHARE } from "../training-lines.ts";
import { findScarce } from "../find-scarce.ts";
import { KIND_WEIGHTS } from "./kind-weights.ts";
import type { TrainingExample, TrainingSet } from "./training-set.ts";

/** What one head is to learn: which examples count, how much, and the right answers. */
export interface HeadProblem {
  readonly link: Link;
  readonly ridge: number;
  readonly targetCount: number;
  /** Indices of examples of the set. */
  readonly chosen: readonly number[];
  /** By chosen example, then target; NaN: unknown. */
  readonly targets: Float32Array;
  /** By chosen example. */
  readonly weights: Float32Array;
}

/** How much of a request's answer goes to the agents that would do as well as the primary. */
const ACCEPTABLE_SHARE = 0.3;
/** From 0, every example counts alike, to 1, every agent does. */
const BALANCE = 0.5;
/**
 * The factor by which a scarce agent lacks examples, to these powers, is how much more each of its examples counts:
 * chosen by adding each shipped agent anew with a dozen. At the front door only messages do, since phrases of an agent's
 * file are too general to stand against what is nobody's.
 */
const SCARCE = { primary: 2, door: 2.5 } as const;

/** Chosen by cross-validation over the shipped requests. */
const RIDGES = { door: 3e-5, primary: 1e-5, support: 3e-5, complexity: 3e-5, priority: 3e-4 } as const;

/** The problem of one head over a training set. */
export function toHeadProblem(name: HeadName, set: TrainingSet): HeadProblem {
  switch (name) {
    case "door":
      return doorProblem(set);
    case "primary":
      return primaryProblem(set);
    case "support":
      return supportProblem(set);
    case "complexity":
      return complexityProblem(set);
    case "priority":
      return priorityProblem(set);
  }
}

function doorProblem(set: TrainingSet): HeadProblem {
  const { chosen, examples, weights } = choose(set, () => true);
  const isWork = examples.map(({ door }) => door === "work");
  const sums = { work: 0, other: 0 };
  for (const [at, weight] of weights.entries()) sums[isWork[at] === true ? "work" : "other"] += weight;
  const factor = sums.work === 0 ? 1 : (WORK_SHARE / (1 - WORK_SHARE)) * (sums.other / sums.work);
  const scarce = scarceIn(set);
  return {
    link: "softmax",
    ridge: RIDGES.door,
    targetCount: DOORS.length,
    chosen,
    targets: oneOf(examples, DOORS, ({ door }) => door),
    weights: weights.map((weight, at) => {
      const { primary = "", kind } = examples[at] ?? {};
      const few = kind === "phrase" ? 1 : (scarce.get(primary) ?? 1) ** SCARCE.door;
      return isWork[at] === true && factor > 0 ? weight * factor * few : weight;
    }),
  };
}

function primaryProblem(set: TrainingSet): HeadProblem {
  const { chosen, examples, weights } = choose(set, ({ primary }) => primary !== undefined);
  const { agents } = set;
  const targets = oneOf(examples, agents, ({ primary }) => primary);
  for (const [row, { primary, acceptable }] of examples.entries()) {
    const others = acceptable.filter((id) => id !== primary && agents.includes(id));
    if (others.length === 0) continue;
    targets[row * agents.length + agents.indexOf(primary ?? "")] = 1 - ACCEPTABLE_SHARE;
    for (const id of others)
      targets[row * agents.length + agents.indexOf(id)] = ACCEPTABLE_SHARE / others.length;
  }
  const sums = new Map<string | undefined, number>();
  for (const [row, { primary }] of examples.entries())
    sums.set(primary, (sums.get(primary) ?? 0) + (weights[row] ?? 0));
  const scarce = scarceIn(set);
  const usual = [...sums.values()].reduce((sum, each) => sum + each, 0) / Math.max(1, sums.size);
  return {
    link: "softmax",
    ridge: RIDGES.primary,
    targetCount: agents.length,
    chosen,
    targets,
    weights: weights.map((weight, row) => {
      const primary = examples[row]?.primary ?? "";
      const few = (scarce.get(primary) ?? 1) ** SCARCE.primary;
      return weight * few * (usual / (sums.get(primary) ?? usual)) ** BALANCE;
    }),
  };
}

function supportProblem(set: TrainingSet): HeadProblem {
  const { chosen, examples, weights } = choose(set, ({ support }) => support !== undefined);
  const { agents } = set;
  const targets = new Float32Array(chosen.length * agents.length);
  for (const [row, { primary, support = [] }] of examples.entries()) {
    for (const id of support) {
      const at = agents.indexOf(id);
      if (at >= 0) targets[row * agents.length + at] = 1;
    }
    // Nobody helps itself, so the row says nothing about whether the primary would help others.
    targets[row * agents.length + agents.indexOf(primary ?? "")] = Number.NaN;
  }
  return { link: "sigmoid", ridge: RIDGES.support, targetCount: agents.length, chosen, targets, weights };
}

function complexityProblem(set: TrainingSet): HeadProblem {
  const { chosen, examples, weights } = choose(set, ({ complexity }) => complexity !== undefined);
  return {
    link: "softmax",
    ridge: RIDGES.complexity,
    targetCount: COMPLEXITIES.length,
    chosen,
    targets: oneOf(examples, COMPLEXITIES, ({ complexity }) => complexity),
    weights,
  };
}

function priorityProblem(set: TrainingSet): HeadProblem {
  const { chosen, examples, weights } = choose(set, (example) =>
    PRIORITY_TERMS.some((term) => example[term] !== undefined),
  );
  return {
    link: "identity",
    ridge: RIDGES.priority,
    targetCount: PRIORITY_TERMS.length,
    chosen,
    targets: Float32Array.from(
      examples.flatMap((example) => PRIORITY_TERMS.map((term) => example[term] ?? Number.NaN)),
    ),
    weights,
  };
}

function scarceIn({ examples }: TrainingSet): ReadonlyMap<string, number> {
  return findScarce(
    examples.flatMap(({ primary, kind }) =>
      primary === undefined ? [] : [{ agent: primary, weight: KIND_WEIGHTS[kind] }],
    ),
  );
}

interface Chosen {
  readonly chosen: readonly number[];
  readonly examples: readonly TrainingExample[];
  readonly weights: Float32Array;
}

function choose(set: TrainingSet, isChosen: (example: TrainingExample) => boolean): Chosen {
  const chosen = [...set.examples.entries()].filter(([, example]) => isChosen(example));
  return {
    chosen: chosen.map(([index]) => index),
    examples: chosen.map(([, example]) => example),
    weights: Float32Array.from(chosen, ([, { kind }]) => KIND_WEIGHTS[kind]),
  };
}

function oneOf(
  examples: readonly TrainingExample[],
  classes: readonly string[],
  pick: (example: TrainingExample) => string | undefined,
): Float32Array {
  const targets = new Float32Array(examples.length * classes.length);
  for (const [row, example] of examples.entries()) {
    const at = classes.indexOf(pick(example) ?? "");
    if (at >= 0) targets[row * classes.length + at] = 1;
  }
  return targets;
}
