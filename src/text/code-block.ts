/** A block of code in Markdown that nothing in the text can end. */
export function codeBlock(language: string, text: string): string {
  const runs = [...text.matchAll(/`+/gu)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}${language}\n${text.replace(/\n$/u, "")}\n${fence}`;
}
