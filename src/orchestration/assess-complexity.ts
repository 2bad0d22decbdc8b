import { BotError } from "../errors.ts";
import { Complexity } from "../router/route.ts";
import { findComponents } from "./find-components.ts";
import { findPhrases, toPhraseText, type PhraseText } from "./find-phrases.ts";
import type { Level } from "./complexity-rules.ts";
import type { Rules } from "./rules.ts";

export interface Assessed {
  readonly text: string;
  /** Absent while nobody is chosen; then the words alone decide. */
  readonly primary?: string | null;
  /** Probability of each level as the router's model sees it; absent when it cannot tell. */
  readonly judged?: ReadonlyMap<Complexity, number>;
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
 * How large a request is: the level that the points give, or, where the router's model has a view, the level with
 * most votes of both (`complexity.model` of the rules). Deterministic (seed: rules.yaml#complexity_routing).
 */
export function assessComplexity(assessed: Assessed, rules: Rules): Complexity {
  const byPoints = weighComplexity(assessed, rules).level;
  const { weight, pointsDecide } = rules.complexity.model;
  const { judged } = assessed;
  if (judged === undefined || pointsDecide.includes(byPoints)) return byPoints;
  const votes = (level: Complexity): number =>
    weight * (judged.get(level) ?? 0) + (level === byPoints ? 1 - weight : 0);
  // The first of equals: when in doubt, the smaller one.
  return Complexity.options.reduce((best, level) => (votes(level) > votes(best) ? level : best));
}

/** What the words of a request amount to. */
export interface Weighed {
  readonly points: number;
  readonly level: Complexity;
  /** What gave the points, in words. */
  readonly parts: readonly string[];
}

/**
 * Starting points of the primary agent, plus each signal found (once each), plus the shape of the text; the highest
 * level that they reach.
 */
export function weighComplexity({ text: request, primary }: Omit<Assessed, "judged">, rules: Rules): Weighed {
  const text = toPhraseText(request, rules.language);
  const { levels, signals, startingPoints } = rules.complexity;
  const heard = signals.filter((signal) => findPhrases(text, signal.phrases).length > 0);
  const named: [string, number][] = [
    [`work of ${primary ?? "nobody"}`, startingPoints[primary ?? ""] ?? 0],
    ...heard.map((signal): [string, number] => [signal.id, signal.points]),
    ["shape of the text", structurePoints(request, text, rules)],
  ];
  const points = named.reduce((sum, [, one]) => sum + one, 0);
  const level = levels.findLast(({ atLeast }) => points >= atLeast)?.level ?? "simple";
  const parts = named
    .filter(([, one]) => one !== 0)
    .map(([name, one]) => `${name} ${one > 0 ? "+" : ""}${one}`);
  return { points, level, parts };
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
