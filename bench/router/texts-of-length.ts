/**
 * Texts of exactly `tokens` tokens, made of words in their order and then from the last to the first: a word that would
 * make a text too long is passed over. No two are the same, so that nothing can be remembered instead of computed. Throws when the words do not
 * give that many.
 */
export function textsOfLength(
  words: readonly string[],
  { tokens, count }: { readonly tokens: number; readonly count: number },
  countTokens: (text: string) => number,
): readonly string[] {
  const texts = new Set<string>();
  let text = "";
  for (const word of [...words, ...words.toReversed()]) {
    if (texts.size === count) break;
    const longer = `${text} ${word}`.trim();
    const length = countTokens(longer);
    if (length > tokens) continue;
    text = longer;
    if (length < tokens) continue;
    texts.add(text);
    text = "";
  }
  if (texts.size < count)
    throw new Error(`${words.length} words give ${texts.size} texts of ${tokens} tokens, not ${count}.`);
  return [...texts];
}
