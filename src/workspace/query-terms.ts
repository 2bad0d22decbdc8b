import { contentTerms } from "./tokenise.ts";

/** What lies beyond is not looked at: a pasted log says what it has to say long before. */
export const MAX_QUERY_CHARS = 20_000;
/** A request says what it wants at its start; what is pasted below it comes second. */
const OPENING_CHARS = 600;
const MAX_TERMS = 32;
/** Words that look like names in code or paths: `page_size`, `a::b`, `MemoryPool`, `src/lib.rs`. */
// The bounds keep a long line without blanks from costing time that grows with its square.
const NAME_LIKE =
  /(?<![\p{L}\p{N}_])[\p{L}\p{N}_]{1,60}(?:[-_./]|::)[\p{L}\p{N}_./:-]{0,120}[\p{L}\p{N}_]|\p{L}{0,40}\p{Ll}\p{Lu}[\p{L}\p{N}]{0,40}/gu;

/**
 * The terms to search for, bounded however long the text is: those of its opening first, then those of names
 * in the rest, then the rest.
 */
export function queryTerms(query: string): readonly string[] {
  const text = query.slice(0, MAX_QUERY_CHARS);
  const opening = contentTerms(text.slice(0, OPENING_CHARS));
  const rest = text.slice(OPENING_CHARS);
  const names = contentTerms((rest.match(NAME_LIKE) ?? []).join(" "));
  return [...new Set([...opening, ...names, ...contentTerms(rest)])].slice(0, MAX_TERMS);
}
