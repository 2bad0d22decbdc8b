/**
 * Texts of exactly `tokens` tokens, made of words in their order: a word that would make a text too long is passed
 * over. No two are the same, so that nothing can be remembered instead of computed. Throws when the words do not
 * give that many.
 */
export function textsOfLength(
  words: readonly string[],
  { tokens, count }: { readonly tokens: number; readonly count: number },
  countTokens: (text: string) => number,
): readonly string[] {
  const texts = new Set<string>();
  let text = "";
  for (let at = 0; at < words.length && texts.size < count; at += 1) {
    const longer = `${text} ${words[at] ?? ""}`.trim();
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
