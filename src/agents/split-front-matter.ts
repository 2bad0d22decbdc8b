export interface FrontMatterParts {
  readonly yaml: string;
  /** 1-based line of the file on which the YAML begins. */
  readonly yamlLine: number;
  readonly body: string;
  /** 1-based line of the file on which the body begins. */
  readonly bodyLine: number;
}

/**
 * Splits a Markdown file into the YAML between its first two `---` lines and the rest; undefined when the file
 * does not begin with such a block. Line ends become `\n`; the body keeps its blank lines, so line numbers hold.
 */
export function splitFrontMatter(text: string): FrontMatterParts | undefined {
  const lines = text.replace(/^\uFEFF/u, "").split(/\r\n|\n|\r/u);
  if (lines[0]?.trimEnd() !== "---") return undefined;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  if (end === -1) return undefined;
  return {
    yaml: `${lines.slice(1, end).join("\n")}\n`,
    yamlLine: 2,
    body: lines.slice(end + 1).join("\n"),
    bodyLine: end + 2,
  };
}
