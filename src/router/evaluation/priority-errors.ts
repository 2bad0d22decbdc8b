import type { AnsweredItem } from "./answered-item.ts";
import { mean } from "./statistics.ts";

const TERMS = ["urgency", "impact", "dependencies", "risk"] as const;

/** Mean distance between estimate and label for each term of the priority formula, in steps of its scale. */
export interface PriorityErrors {
  readonly urgency: number | null;
  readonly impact: number | null;
  readonly dependencies: number | null;
  readonly risk: number | null;
  /** Over all labelled terms together. */
  readonly all: number | null;
}

/** Only what is labelled and was estimated counts; null where nothing was. */
export function priorityErrorsOf(answered: readonly AnsweredItem[]): PriorityErrors {
  const distances = TERMS.map((term) =>
    answered.flatMap(({ item, priority }) => {
      const label = item[term];
      return label === undefined || priority === undefined ? [] : [Math.abs(priority[term] - label)];
    }),
  );
  const [urgency = null, impact = null, dependencies = null, risk = null] = distances.map(mean);
  return { urgency, impact, dependencies, risk, all: mean(distances.flat()) };
}
