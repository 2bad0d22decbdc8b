import { BotError } from "../errors.ts";
import type { Complexity } from "../router/route.ts";
import type { Priority } from "../tasks/task.ts";
import { findPhrases, toPhraseText, type PhraseText } from "./find-phrases.ts";
import type { PriorityTerm } from "./priority-rules.ts";
import type { Rules } from "./rules.ts";

export interface Scored {
  readonly text: string;
  readonly complexity: Complexity;
  /** Agents on the task, the primary one included. */
  readonly teamSize: number;
}

/**
 * The value of one term: the highest signal above the default, else the lowest one below it, else the default;
 * never less than what the complexity demands.
 */
function scoreTerm(term: PriorityTerm, text: PhraseText, complexity: Complexity): number {
  const values = term.signals
    .filter((signal) => findPhrases(text, signal.phrases).length > 0)
    .map((signal) => signal.value);
  const highest = Math.max(term.default, ...values);
  const signalled = highest > term.default ? highest : Math.min(term.default, ...values);
  return Math.max(signalled, term.byComplexity[complexity] ?? term.min);
}

function clamp(value: number, range: { readonly min: number; readonly max: number }): number {
  return Math.min(range.max, Math.max(range.min, value));
}

/**
 * What comes first: (impact × urgency × dependencies) / (resources × risk), to three decimals, with its band and
 * the place in the queue (seed: rules.yaml#priority_formula).
 */
export function scorePriority({ text: request, complexity, teamSize }: Scored, rules: Rules): Priority {
  const text = toPhraseText(request, rules.language);
  const { terms: from, bands } = rules.priority;
  const terms = {
    impact: scoreTerm(from.impact, text, complexity),
    urgency: scoreTerm(from.urgency, text, complexity),
    dependencies: scoreTerm(from.dependencies, text, complexity),
    resources: clamp(
      from.resources.first + from.resources.perFurtherAgent * Math.max(0, teamSize - 1),
      from.resources,
    ),
    risk: scoreTerm(from.risk, text, complexity),
  };
  const exact = (terms.impact * terms.urgency * terms.dependencies) / (terms.resources * terms.risk);
  const score = Math.max(0.001, Math.round(exact * 1000) / 1000);
  const band = bands.find((one) => score >= one.atLeast) ?? bands.at(-1);
  if (band === undefined)
    throw new BotError("orchestration.rules_incomplete", "The rules have no priority band");
  return { score, band: band.name, queuePriority: band.queuePriority, terms };
}
