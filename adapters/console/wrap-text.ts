import { textWidth } from "./text-width.ts";

export interface Lead {
  /** Written before the first row. */
  readonly first: string;
  /** Written before every further row; as wide as `first` in a hanging indent. */
  readonly rest: string;
}

/**
 * Breaks one line at spaces so that no row is wider than `columns` cells, each row behind its lead. A word that
 * is too long stays whole, so that links and paths can still be copied.
 */
export function wrapText(line: string, columns: number, lead: Lead = { first: "", rest: "" }): string[] {
  const rows: string[] = [];
  let row = lead.first;
  let width = textWidth(row);
  let isEmpty = true;
  for (const word of line.split(" ")) {
    const wordWidth = textWidth(word);
    if (!isEmpty && width + 1 + wordWidth > columns) {
      rows.push(row.trimEnd());
      row = lead.rest;
      width = textWidth(row);
      isEmpty = true;
    }
    row += isEmpty ? word : ` ${word}`;
    width += wordWidth + (isEmpty ? 0 : 1);
    isEmpty = false;
  }
  rows.push(row.trimEnd());
  return rows;
}
