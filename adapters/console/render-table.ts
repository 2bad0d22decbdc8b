import type { ConsoleTheme } from "./console-theme.ts";
import { renderInline } from "./render-inline.ts";
import { textWidth } from "./text-width.ts";

const RULE_CELL = /^:?-+:?$/u;

function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/gu, "")
    .split(/(?<!\\)\|/u)
    .map((cell) => cell.trim());
}

/**
 * A Markdown table with its columns aligned and the row above the rule as its heading; when it is wider than
 * `columns`, each row as `a · b · c`, which wraps better than torn columns.
 */
export function renderTable(source: readonly string[], columns: number, theme: ConsoleTheme): string[] {
  const rows = source.map(cellsOf);
  const ruleAt = rows.findIndex((cells) => cells.every((cell) => RULE_CELL.test(cell)));
  const body = rows.filter((_, index) => index !== ruleAt);
  const cells = body.map((row, index) =>
    row.map((cell) => {
      const text = renderInline(cell, theme);
      return index < ruleAt ? theme.strong(text) : text;
    }),
  );
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, textWidth(cell))));
  }
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (total > columns) return cells.map((row) => row.join(" · "));
  return cells.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - textWidth(cell)))
      .join("  ")
      .trimEnd(),
  );
}
