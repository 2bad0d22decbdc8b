import { contentTerms } from "../workspace/tokenise.ts";

/** Of the words of a need, the share that a text must have to count as what is needed. */
const ENOUGH = 0.5;
const READ_CHARS = 4_000;

interface Source {
  /** For people: `the request`, or who delivered it. */
  readonly by: string;
  readonly text: string;
}

/** The needs that request and earlier work meet, each with the first that does. */
export function providedNeeds(
  needs: readonly string[],
  sources: readonly Source[],
): { need: string; by: string }[] {
  const known = sources.map(({ by, text }) => ({
    by,
    terms: new Set(contentTerms(text.slice(0, READ_CHARS))),
  }));
  return needs.flatMap((need) => {
    const terms = contentTerms(need);
    const found = known.find(
      (source) => terms.filter((term) => source.terms.has(term)).length >= terms.length * ENOUGH,
    );
    return found === undefined ? [] : [{ need, by: found.by }];
  });
}
