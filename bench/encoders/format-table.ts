/**
 * A table of plain text. Columns of figures stand to the right, columns with words to the left; absent cells are
 * shown as `-`.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  const body = rows.map((row) => header.map((_, column) => row[column] ?? "-"));
  const columns = header.map((title, column) => {
    const cells = body.map((row) => row[column] ?? "");
    const width = Math.max(title.length, ...cells.map(({ length }) => length));
    return { width, isText: column === 0 || cells.some((cell) => /^\p{L}/u.test(cell)) };
  });
  const toLine = (row: readonly string[]): string =>
    columns
      .map(({ width, isText }, column) => {
        const cell = row[column] ?? "";
        return isText ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const rule = columns.map(({ width }) => "-".repeat(width)).join("  ");
  return [toLine(header), rule, ...body.map(toLine)].join("\n");
}
