import type { ConsoleTheme } from "./console-theme.ts";
import { toPrintableText } from "./printable-text.ts";
import { renderInline } from "./render-inline.ts";
import { renderTable } from "./render-table.ts";
import { wrapText } from "./wrap-text.ts";

export interface MarkdownOptions {
  /** Cells available to a row. */
  readonly columns: number;
  readonly theme: ConsoleTheme;
}

interface Source {
  readonly lines: readonly string[];
  /** The line that a block is asked to start at. */
  readonly at: number;
}

/** Takes the block that starts at a line: how many lines it used and the rows it became. */
type Block = (source: Source, options: MarkdownOptions) => { used: number; rows: string[] } | undefined;

/** Below this many cells quotes nest no deeper, which also bounds the recursion on hostile input. */
const MIN_QUOTE_COLUMNS = 24;

const FENCE = /^\s*(`{3,}(?!.*`)|~{3,})/u;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/u;
const RULE = /^\s{0,3}(?:-\s*){3,}$|^\s{0,3}(?:\*\s*){3,}$|^\s{0,3}(?:_\s*){3,}$/u;
const QUOTE = /^\s{0,3}>\s?/u;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/u;
const TABLE_ROW = /^\s*\|.*\|\s*$/u;

function countWhile({ lines, at }: Source, pattern: RegExp): number {
  let end = at;
  while (end < lines.length && pattern.test(lines[end] ?? "")) end += 1;
  return end - at;
}

const fence: Block = ({ lines, at }, { theme }) => {
  const mark = FENCE.exec(lines[at] ?? "")?.[1];
  if (mark === undefined) return undefined;
  let end = at + 1;
  while (end < lines.length && !(lines[end] ?? "").trim().startsWith(mark)) end += 1;
  // Never wrapped: a broken command line cannot be copied.
  const code = lines.slice(at + 1, end).map((line) => (line.trim() === "" ? "" : `    ${theme.code(line)}`));
  return { used: end + 1 - at, rows: code };
};

const heading: Block = ({ lines, at }, { columns, theme }) => {
  const title = HEADING.exec(lines[at] ?? "")?.[1];
  if (title === undefined) return undefined;
  return { used: 1, rows: wrapText(renderInline(title, theme), columns).map((row) => theme.heading(row)) };
};

const rule: Block = ({ lines, at }, { columns, theme }) =>
  RULE.test(lines[at] ?? "")
    ? { used: 1, rows: [theme.quiet("─".repeat(Math.min(columns, 40)))] }
    : undefined;

const quote: Block = (source, options) => {
  const used = countWhile(source, QUOTE);
  if (used === 0 || options.columns < MIN_QUOTE_COLUMNS) return undefined;
  const inner = source.lines.slice(source.at, source.at + used).map((line) => line.replace(QUOTE, ""));
  const rows = renderLines(inner, { ...options, columns: options.columns - 2 });
  return { used, rows: rows.map((row) => `${options.theme.quiet("│")} ${row}`) };
};

const table: Block = (source, { columns, theme }) => {
  const used = countWhile(source, TABLE_ROW);
  if (used < 2) return undefined;
  return { used, rows: renderTable(source.lines.slice(source.at, source.at + used), columns, theme) };
};

const item: Block = ({ lines, at }, { columns, theme }) => {
  const match = ITEM.exec(lines[at] ?? "");
  if (match === null) return undefined;
  const [, indent = "", bullet = "-", tick, text = ""] = match;
  const mark = /\d/u.test(bullet) ? bullet : "•";
  const box = tick === undefined ? "" : tick === " " ? "☐ " : "☑ ";
  const first = `${indent}${box === "" || mark !== "•" ? `${mark} ` : ""}${box}`;
  const lead = { first, rest: " ".repeat(first.length) };
  return { used: 1, rows: wrapText(renderInline(text, theme), columns, lead) };
};

const paragraph: Block = ({ lines, at }, { columns, theme }) => {
  const line = lines[at] ?? "";
  const indent = /^ */u.exec(line)?.[0] ?? "";
  const lead = { first: indent, rest: indent };
  return { used: 1, rows: wrapText(renderInline(line.slice(indent.length), theme), columns, lead) };
};

const BLOCKS: readonly Block[] = [fence, heading, rule, quote, table, item, paragraph];

function renderLines(lines: readonly string[], options: MarkdownOptions): string[] {
  const rows: string[] = [];
  let at = 0;
  while (at < lines.length) {
    for (const block of BLOCKS) {
      const taken = block({ lines, at }, options);
      if (taken === undefined) continue;
      for (const row of taken.rows) rows.push(row);
      at += taken.used;
      break;
    }
  }
  return rows;
}

/**
 * Markdown as rows for a terminal, without escape sequences other than the theme's colours. Line breaks in the
 * source stay, as chat platforms do it; code blocks keep their lines whole.
 */
export function renderMarkdown(text: string, options: MarkdownOptions): string[] {
  const columns = Math.max(20, options.columns);
  return renderLines(toPrintableText(text).trimEnd().split("\n"), { ...options, columns });
}
