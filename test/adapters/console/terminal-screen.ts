/** One piece of terminal output: an escape sequence, a control character or a printable character. */
// oxlint-disable-next-line no-control-regex -- a terminal is what reads these
const PIECES = /\u001b\[([?\d;]*)([A-Za-z])|([\r\n])|([\s\S])/gu;

/** Enough of a terminal to see what a person sees: the rows on the screen, scrolled-off ones included. */
export class TerminalScreen {
  readonly #columns: number;
  #rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The rows without trailing space and without empty rows at the end. */
  get rows(): readonly string[] {
    const rows = this.#rows.map((row) =>
      Array.from(row, (cell) => cell ?? " ")
        .join("")
        .trimEnd(),
    );
    while (rows.at(-1) === "") rows.pop();
    return rows;
  }

  get text(): string {
    return this.rows.join("\n");
  }

  write(output: string): void {
    for (const [, args = "", letter, control, char] of output.matchAll(PIECES)) {
      if (letter !== undefined) this.#obey(letter, args);
      else if (control === "\n") this.#toRow(this.#row + 1, 0);
      else if (control === "\r") this.#column = 0;
      else if (char !== undefined) this.#put(char);
    }
  }

  #put(char: string): void {
    if (this.#column >= this.#columns) this.#toRow(this.#row + 1, 0);
    const row = this.#rows[this.#row];
    if (row !== undefined) row[this.#column] = char;
    this.#column += 1;
  }

  #toRow(row: number, column: number): void {
    this.#row = Math.max(0, row);
    this.#column = column;
    while (this.#rows.length <= this.#row) this.#rows.push([]);
  }

  #obey(letter: string, args: string): void {
    const count = Math.max(1, Number(args) || 1);
    if (letter === "A") this.#toRow(this.#row - count, this.#column);
    else if (letter === "B") this.#toRow(this.#row + count, this.#column);
    else if (letter === "C") this.#column = Math.min(this.#columns - 1, this.#column + count);
    else if (letter === "D") this.#column = Math.max(0, this.#column - count);
    else if (letter === "G") this.#column = count - 1;
    else if (letter === "H") this.#toRow(0, 0);
    else if (letter === "K") this.#rows[this.#row]?.splice(this.#column);
    else if (letter === "J") this.#erase(args);
    else if (!"mhl".includes(letter)) throw new Error(`the screen does not know CSI ${args}${letter}`);
  }

  #erase(args: string): void {
    if (args === "2" || args === "3") this.#rows = this.#rows.map(() => []);
    this.#rows[this.#row]?.splice(this.#column);
    this.#rows.splice(this.#row + 1);
  }
}
