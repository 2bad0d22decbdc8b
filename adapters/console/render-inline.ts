import type { ConsoleTheme } from "./console-theme.ts";

/** Beyond this a line is shown as it is: the patterns below look ahead and would take quadratic time. */
const MAX_STYLED_CHARS = 2_000;

const CODE_SPAN = /(`+)(?!`)(.+?)(?<!`)\1(?!`)/gu;
const LINK = /(?<!\\)!?\[([^\]]+)\]\(<?([^\s)>]+)>?(?:\s+"[^"]*")?\)/gu;
const AUTO_LINK = /<((?:https?|mailto):[^\s>]+)>/gu;
const BOLD = /(?<![\\*])\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<![\\\w])__(?=\S)(.+?)(?<=\S)__(?!\w)/gu;
const ITALIC = /(?<![\\\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])|(?<![\\\w])_(?=\S)([^_]+)(?<=\S)_(?!\w)/gu;
const STRUCK = /(?<!\\)~~(?=\S)(.+?)(?<=\S)~~/gu;
const ESCAPED = /\\([\\`*_{}[\]()#+.!>~|-])/gu;

function renderProse(text: string, theme: ConsoleTheme): string {
  return text
    .replace(LINK, (_, label: string, target: string) =>
      label === target ? theme.link(target) : `${label} (${theme.link(target)})`,
    )
    .replace(AUTO_LINK, (_, target: string) => theme.link(target))
    .replace(BOLD, (_, stars?: string, bars?: string) => theme.strong(stars ?? bars ?? ""))
    .replace(ITALIC, (_, stars?: string, bars?: string) => theme.emphasis(stars ?? bars ?? ""))
    .replace(STRUCK, (_, inner: string) => theme.quiet(inner))
    .replace(ESCAPED, "$1");
}

/**
 * Markdown inside one line (bold, italic, struck, code, links) as colours. Without colours the marks go, except
 * the backticks of code, which carry meaning. Expects printable text.
 */
export function renderInline(text: string, theme: ConsoleTheme): string {
  if (text.length > MAX_STYLED_CHARS) return text;
  let rendered = "";
  let end = 0;
  for (const span of text.matchAll(CODE_SPAN)) {
    rendered += renderProse(text.slice(end, span.index), theme);
    const code = (span[2] ?? "").trim();
    rendered += theme.colors ? theme.code(code) : `\`${code}\``;
    end = span.index + span[0].length;
  }
  return rendered + renderProse(text.slice(end), theme);
}
