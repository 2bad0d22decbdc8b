import { applyFrontDoorRules } from "../../frontdoor/front-door.ts";
import type { DefinitionSet } from "../../orchestration/read-definitions.ts";
import {
  findNearDuplicates,
  findNearPairs,
  type NearDuplicate,
  type PlacedText,
} from "./find-near-duplicates.ts";
import { shorten, toLine } from "../../text/shorten.ts";
import { readPlacedTexts, type PlacedTexts } from "./read-placed-texts.ts";

/** Similarity from which two requests are taken to be one in other words. */
export const NEAR = 0.6;

/** All texts of an agent folder that a router learns from or is measured on. */
export interface Splits extends PlacedTexts {
  /** Names of parts of the project; which one a text names makes no difference. */
  readonly components: readonly string[];
}

export async function readSplits(dir: string, { agents, rules }: DefinitionSet): Promise<Splits> {
  const components = rules.components
    .map(({ component }) => component)
    .filter((name) => /^[a-z0-9]+(?:-[a-z0-9]+)+$/u.test(name))
    .sort((a, b) => b.length - a.length);
  return { ...(await readPlacedTexts(dir, agents.agents)), components };
}

/**
 * Validation texts that are near a training text: the model would be measured on what it was taught. Those that a rule
 * decides ("/help") are not among them, since no model sees them.
 */
export function findNearAcross(
  { training, validation, components }: Splits,
  threshold: number = NEAR,
): NearDuplicate[] {
  return findNearDuplicates(validation.filter(isForModel), training, { threshold, components });
}

/** Training texts that are near one another: only a waste. */
export function findNearWithin({ training, components }: Splits, threshold: number = NEAR): NearDuplicate[] {
  return findNearPairs(training, { threshold, components });
}

/** What was found for people, every pair with both places. */
export function formatSplitCheck(
  { training, validation }: Splits,
  {
    across,
    within,
  }: { readonly across: readonly NearDuplicate[]; readonly within: readonly NearDuplicate[] },
): string {
  return [
    `${training.length} training texts, ${validation.length} validation texts.`,
    "",
    `Validation texts near a training text: ${across.length}`,
    ...across.flatMap(formatPair),
    "",
    `Training texts near one another: ${within.length}${within.length === 0 ? "" : " (no failure)"}`,
    ...within.flatMap(formatPair),
  ].join("\n");
}

function isForModel({ text }: PlacedText): boolean {
  return !("frontDoor" in applyFrontDoorRules(text));
}

function formatPair({ one, other, similarity }: NearDuplicate): string[] {
  return [
    `  ${similarity.toFixed(2)}  ${one.place}: ${shorten(toLine(one.text), 100)}`,
    `        ${other.place}: ${shorten(toLine(other.text), 100)}`,
  ];
}
