/** English and code have about four characters to a token, other languages fewer; this guesses on the safe side. */
const CHARS_PER_TOKEN = 3.5;

/** How many tokens a text is at most, roughly; real counts come from the provider afterwards. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/** How many characters fit into so many tokens, by the same guess. */
export function charsFor(tokens: number): number {
  return Math.max(0, Math.floor(tokens * CHARS_PER_TOKEN));
}
