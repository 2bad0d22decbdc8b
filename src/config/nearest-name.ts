import { distance } from "fastest-levenshtein";

/** `time_zone`, `Time-Zone` and `timeZone` are the same name to a person in a hurry. */
function normalise(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

function letters(name: string): string {
  return name.split("").sort().join("");
}

/** Edits between two names, where two letters in the wrong order are one slip and not two. */
function slips(a: string, b: string): number {
  const away = distance(a, b);
  return away === 2 && letters(a) === letters(b) ? 1 : away;
}

/**
 * The known name a person most likely meant, or undefined when none is near enough to be worth suggesting.
 * Case and separators do not count; of equally near names the first in `known` wins.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = normalise(name);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const away = slips(wanted, normalise(candidate));
    if (best === undefined || away < best.distance) best = { name: candidate, distance: away };
  }
  if (best === undefined) return undefined;
  const limit = Math.max(1, Math.floor(Math.max(wanted.length, 3) * 0.4));
  return best.distance <= limit ? best.name : undefined;
}

/** What to do about a name that is not known: `Did you mean "channels"?`, else the list of the known ones. */
export function suggestName(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  if (known.length === 0) return "Remove it.";
  return `Remove it, or use one of: ${known.join(", ")}.`;
}
