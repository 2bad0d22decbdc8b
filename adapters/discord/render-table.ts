import { countVisible, shortenWhole } from "./cut-text.ts";
import { LIMITS } from "./limits.ts";

const ROW = /^\s*\|(.+)\|\s*$/u;
const RULE = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/u;
/** Code blocks wider than this wrap on phones, and a wrapped table cannot be read. */
const MAX_WIDTH = 64;

/** Whether a table begins at this line. */
export function isTableStart(lines: readonly string[], at: number): boolean {
  return ROW.test(lines[at] ?? "") && RULE.test(lines[at + 1] ?? "");
}

/** How many lines a table that begins here takes. */
export function tableHeight(lines: readonly string[], at: number): number {
  let end = at + 2;
  while (ROW.test(lines[end] ?? "")) end += 1;
  return end - at;
}

function cellsOf(line: string): string[] {
  const inner = ROW.exec(line)?.[1] ?? "";
  return inner.split(/(?<!\\)\|/u).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** Emphasis and links mean nothing inside a code block. */
function plain(cell: string): string {
  return cell
    .replace(/\[([^\]]+)\]\([^)]+\)/gu, "$1")
    .replace(/(\*\*|__|`)(.+?)\1/gu, "$2")
    .replaceAll("```", "''");
}

/** Discord has no tables: narrow ones become a code block with columns, wide ones a list with a line for each row. */
export function renderTable(lines: readonly string[]): string[] {
  const [header = [], ...rows] = [lines[0] ?? "", ...lines.slice(2)].map(cellsOf);
  const columns = Math.max(header.length, ...rows.map((row) => row.length));
  const all = [header, ...rows].map((row) =>
    Array.from({ length: columns }, (_, column) => plain(row[column] ?? "")),
  );
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...all.map((row) => countVisible(row[column] ?? ""))),
  );
  const width = widths.reduce((sum, each) => sum + each + 2, 0);
  return width > MAX_WIDTH ? asList(header, rows) : asBlock(all, widths);
}

function asBlock(rows: readonly (readonly string[])[], widths: readonly number[]): string[] {
  const drawn = rows.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(Math.max(1, width))).join("  ");
  return ["```", ...drawn.slice(0, 1), rule, ...drawn.slice(1), "```"];
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - countVisible(cell)));
}

function asList(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.map(([first = "", ...rest]) => {
    const facts = rest
      .map((cell, at) => ({ name: header[at + 1] ?? "", cell }))
      .filter(({ cell }) => cell !== "");
    const told = facts.map(({ name, cell }) =>
      name === "" ? cell : `${shortenWhole(name, LIMITS.fieldName)}: ${cell}`,
    );
    const title = first === "" ? "" : `**${first.replaceAll("**", "")}**`;
    return `- ${[title, told.join(" · ")].filter((text) => text !== "").join(" · ")}`;
  });
}
