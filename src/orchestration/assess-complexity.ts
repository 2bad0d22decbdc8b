import { BotError } from "../errors.ts";
import type { Complexity } from "../router/route.ts";
import { findComponents } from "./find-components.ts";
import { findPhrases, toPhraseText, type PhraseText } from "./find-phrases.ts";
import type { Level } from "./complexity-rules.ts";
import type { Rules } from "./rules.ts";

export interface Assessed {
  readonly text: string;
  /** Absent while nobody is chosen; then the words alone decide. */
  readonly primary?: string | null;
}

function countListItems(text: string): number {
  return text.split("\n").filter((line) => /^\s*(?:[-*•]|\d{1,3}[.)])\s+\S/u.test(line)).length;
}

/** Everybody's lists have two items; what goes beyond makes a request larger. */
const FREE_LIST_ITEMS = 2;

function structurePoints(request: string, text: PhraseText, rules: Rules): number {
  const { component, listItem, longText } = rules.complexity.structure;
  const components = Math.max(0, findComponents(text, rules).length - 1) * component.points;
  const items = Math.max(0, countListItems(request) - FREE_LIST_ITEMS) * listItem.points;
  const words = text.words.split(" ").filter((word) => word !== "" && word !== "|").length;
  const long = words >= longText.words ? longText.points : 0;
  return Math.min(components, component.max) + Math.min(items, listItem.max) + long;
}

/**
 * How large a request is: starting points of its primary agent, plus each signal found (once each), plus the
 * shape of the text; the highest level that the points reach. Deterministic (seed: rules.yaml#complexity_routing).
 */
export function assessComplexity({ text: request, primary }: Assessed, rules: Rules): Complexity {
  const text = toPhraseText(request, rules.language);
  const { levels, signals, startingPoints } = rules.complexity;
  let points = startingPoints[primary ?? ""] ?? 0;
  for (const signal of signals) if (findPhrases(text, signal.phrases).length > 0) points += signal.points;
  points += structurePoints(request, text, rules);
  return levels.findLast((level) => points >= level.atLeast)?.level ?? "simple";
}

/** Team size, cadence and escalation of a level; the schema holds that every level is there. */
export function levelOf(complexity: Complexity, rules: Rules): Level {
  const level = rules.complexity.levels.find((one) => one.level === complexity);
  if (level === undefined)
    throw new BotError(
      "orchestration.rules_incomplete",
      `The rules say nothing about complexity "${complexity}"`,
    );
  return level;
}
