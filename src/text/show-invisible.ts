const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Characters that are not seen, or that turn around what is: shown by their code, so that a card hides nothing. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === "\n" || character === "\t"
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
