import { parseMarkdown, wordsOf } from "../../../src/roadmap/parse-markdown.ts";
import { cut, LIMITS } from "./limits.ts";
import type { TableBlock } from "./slack-blocks.ts";

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const RULE_CELL = /^:?-{1,}:?$/u;

/** Slack's cells have no marks. */
function cellText(cell: string): string {
  return /[*_`[\\&<]/u.test(cell) ? wordsOf(parseMarkdown(cell)) : cell;
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||(?<!\\)\|$/gu, "")
    .split(/(?<!\\)\|/u)
    .map((cell) => cellText(cell.trim().replaceAll("\\|", "|")));
}

/** The table that lines of Markdown are, when they are one: a head, a rule, rows. */
export function toTable(source: string): Table | undefined {
  const lines = source.trim().split("\n");
  const [first = "", rule = "", ...rest] = lines;
  const isTable = first.includes("|") && rule.includes("-") && rest.every((line) => line.includes("|"));
  if (
    !isTable ||
    !rule
      .trim()
      .replace(/^\||\|$/gu, "")
      .split("|")
      .every((cell) => RULE_CELL.test(cell.trim()))
  )
    return undefined;
  const head = cellsOf(first);
  const rows = rest.map((line) => {
    const cells = cellsOf(line);
    return head.map((_, column) => cells[column] ?? "");
  });
  return { head, rows };
}

function isSmall({ head, rows }: Table): boolean {
  const size = [head, ...rows].flat().reduce((sum, cell) => sum + cell.length, 0);
  return rows.length < LIMITS.tableRows && head.length <= LIMITS.tableColumns && size <= LIMITS.tableText;
}

/** Slack's own table, which screen readers know their way in; undefined for one too large for it. */
export function toTableBlock(table: Table): TableBlock | undefined {
  if (!isSmall(table)) return undefined;
  const rows = [table.head, ...table.rows].map((row) =>
    row.map((cell) => ({ type: "raw_text" as const, text: cut(cell, LIMITS.richText) || " " })),
  );
  return { type: "table", rows, column_settings: table.head.map(() => ({ is_wrapped: true })) };
}

/** A table in fixed-width letters, for where there can be only one of Slack's. */
export function toTableText({ head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
