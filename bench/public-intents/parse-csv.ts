/** Rows of comma-separated values; a quoted one may hold commas, line ends and doubled quotes (RFC 4180). */
export function parseCsv(content: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  // One value and what ends it: a comma, a line end or the end of the text.
  const value = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/guy;
  while (value.lastIndex < content.length) {
    const found = value.exec(content);
    if (found === null) throw new Error("a quote of the comma-separated values is not closed");
    const [, quoted, plain = "", end] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  // The text ended with a comma, and an empty value behind it.
  if (row.length > 0) rows.push([...row, ""]);
  return rows;
}
