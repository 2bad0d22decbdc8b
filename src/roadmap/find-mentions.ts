import { findItems, withDescendants } from "./roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";

/** Not after a letter, digit, dot or slash, nor before more of a version, an address or a unit. */
const NUMBER = /(?<![\p{L}\p{N}./@-])(\d+(?:\.\d+)+)(?!\.?\d|[-+]?\p{L}|\s?%|\s?x\b)/gu;
const NAMED = /\b(phase|epic|story|feature|task)\s+(\d+(?:\.\d+)*)(?!\.?\d)/giu;
/** What makes the number after it a version. */
const VERSION = /\b(?:version|release|node|python|rust|redis|npm|v)\s*$/iu;

/**
 * The items of the roadmap that a text names: `4.2.1`, `task 4.2.1`, `epic 2`. A number with dots counts by itself
 * when the roadmap has it and no word before it makes it a version; one without dots needs the word.
 */
export function findMentions(text: string, items: readonly RoadmapItem[]): RoadmapItem[] {
  const named = [...text.matchAll(NAMED)].flatMap(([, kind, id]) => findItems(items, `${kind} ${id}`));
  const numbered = [...text.matchAll(NUMBER)].flatMap((match) =>
    VERSION.test(text.slice(0, match.index)) ? [] : findItems(items, match[1] ?? ""),
  );
  const found = new Set([...named, ...numbered]);
  return withDescendants(items).filter((item) => found.has(item));
}
