import type { Complexity, PriorityEstimate } from "../router/route.ts";
import type { PersonSettings } from "../tasks/analysis.ts";
import type { Priority } from "../tasks/task.ts";
import { findPhrases, toPhraseText, type PhraseText } from "./find-phrases.ts";
import { placeInQueue } from "./place-in-queue.ts";
import type { PriorityTerm } from "./priority-rules.ts";
import type { RequestFlag } from "./rules/condition.ts";
import type { Rules } from "./rules.ts";

export interface Scored {
  readonly text: string;
  readonly complexity: Complexity;
  /** Agents on the task, the primary one included. */
  readonly teamSize: number;
  /** What the router's model estimates; absent when it cannot tell. */
  readonly estimate?: PriorityEstimate | undefined;
  /** What the analysis found the request to be. */
  readonly flags?: readonly RequestFlag[];
  /** What people said a term is, in its range; goes before everything else. */
  readonly set?: PersonSettings["terms"];
  /** Bands that people lifted the task by. */
  readonly bumps?: number;
}

interface TermCase {
  readonly flags: readonly RequestFlag[];
  readonly set: number | undefined;
  readonly text: PhraseText;
  readonly complexity: Complexity;
  readonly estimated: number | undefined;
  readonly weights: Rules["priority"]["estimates"];
}

/**
 * The value of one term: the highest signal above the default, else the lowest one below it, else the default;
 * moved towards the model's estimate as far as the rules let it, to one decimal; never less than what the
 * complexity and the flags demand. What a person set stands instead of all that.
 */
function scoreTerm(
  term: PriorityTerm,
  { text, complexity, flags, set, estimated, weights }: TermCase,
): number {
  if (set !== undefined) return clamp(set, term);
  const values = term.signals
    .filter((signal) => findPhrases(text, signal.phrases).length > 0)
    .map((signal) => signal.value);
  const highest = Math.max(term.default, ...values);
  const signalled = highest > term.default ? highest : Math.min(term.default, ...values);
  const weight = values.length > 0 ? weights.besideSignal : weights.withoutSignal;
  const mixed = estimated === undefined ? signalled : signalled + weight * (estimated - signalled);
  const value = clamp(Math.round(mixed * 10) / 10, term);
  const demanded = flags.map((flag) => term.byFlag[flag] ?? term.min);
  return Math.max(value, term.byComplexity[complexity] ?? term.min, ...demanded);
}

function clamp(value: number, range: { readonly min: number; readonly max: number }): number {
  return Math.min(range.max, Math.max(range.min, value));
}

/**
 * What comes first: (impact × urgency × dependencies) / (resources × risk), to three decimals, with its band and
 * the place in the queue (seed: rules.yaml#priority_formula).
 */
export function scorePriority(scored: Scored, rules: Rules): Priority {
  const { complexity, teamSize, estimate, flags = [], set = {}, bumps = 0 } = scored;
  const text = toPhraseText(scored.text, rules.language);
  const { terms: from, estimates: weights } = rules.priority;
  const valueOf = (name: keyof PriorityEstimate): number =>
    scoreTerm(from[name], {
      text,
      complexity,
      flags,
      set: set[name]?.value,
      estimated: estimate?.[name],
      weights,
    });
  const terms = {
    impact: valueOf("impact"),
    urgency: valueOf("urgency"),
    dependencies: valueOf("dependencies"),
    resources: clamp(
      from.resources.first + from.resources.perFurtherAgent * Math.max(0, teamSize - 1),
      from.resources,
    ),
    risk: valueOf("risk"),
  };
  const exact = (terms.impact * terms.urgency * terms.dependencies) / (terms.resources * terms.risk);
  const score = Math.max(0.001, Math.round(exact * 1000) / 1000);
  return { score, ...placeInQueue(score, bumps, rules.priority), terms };
}
