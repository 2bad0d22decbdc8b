import { clearScreenDown, createInterface, cursorTo, moveCursor } from "node:readline";
import type { Interface } from "node:readline";
import { MAX_HISTORY_LINES, loadInputHistory, saveInputHistory } from "./input-history.ts";
import { PasteFilter } from "./paste-filter.ts";
import type { ConsoleStreams, Terminal, TerminalHandlers } from "./terminal.ts";

export interface LiveTerminalOptions extends ConsoleStreams {
  readonly historyFile: string | undefined;
  readonly complete: (line: string) => [string[], string];
}

const BRACKETED_PASTE_ON = "\u001b[?2004h";
const BRACKETED_PASTE_OFF = "\u001b[?2004l";
const CLEAR_SCREEN = "\u001b[H\u001b[2J\u001b[3J";
const END_OF_LINE = { ctrl: true, name: "e" };
const DELETE_TO_START = { ctrl: true, name: "u" };

/**
 * A terminal that repaints: live rows and the prompt stay at the bottom, output goes above them. The live rows are
 * part of readline's prompt, so that readline accounts for them when it moves the cursor.
 */
export class LiveTerminal implements Terminal {
  readonly isLive = true;
  readonly #options: LiveTerminalOptions;
  readonly #paste = new PasteFilter();
  #live: readonly string[] = [];
  #prompt = "";
  #editor: Interface | undefined;
  /** Input, newest first: readline's own array, so that taking a line out takes it from the arrow keys. */
  #history: string[] = [];
  #isHistoryKept = true;
  /** Rows that the line just entered takes on the screen, from its prompt on. */
  #enteredRows: number | undefined;

  constructor(options: LiveTerminalOptions) {
    this.#options = options;
  }

  open(handlers: TerminalHandlers): void {
    const { input, output, historyFile, complete } = this.#options;
    const stream = Object.assign(this.#paste, {
      setRawMode: (isRaw: boolean) => input.setRawMode?.(isRaw),
    });
    this.#history = loadInputHistory(historyFile);
    const editor = createInterface({
      input: stream,
      output,
      terminal: true,
      history: this.#history,
      historySize: MAX_HISTORY_LINES,
      removeHistoryDuplicates: true,
      tabSize: 4,
      completer: complete,
    });
    this.#editor = editor;
    editor.on("history", (history: string[]) => (this.#history = history));
    stream.prependListener("keypress", (_text: unknown, key: { name?: string } | undefined) =>
      this.#beforeKey(key?.name),
    );
    editor.on("line", (line) => this.#onLine(handlers, line));
    editor.on("SIGINT", () => handlers.interrupt());
    // Whatever had the terminal while this was in the background may have switched it off.
    editor.on("SIGCONT", () => output.write(BRACKETED_PASTE_ON));
    editor.on("close", () => {
      if (this.#editor === undefined) return;
      this.close();
      handlers.end();
    });
    output.write(BRACKETED_PASTE_ON);
    input.pipe(stream);
    this.#repaint();
  }

  print(rows: readonly string[]): void {
    if (rows.length === 0) return;
    const text = `${rows.join("\n")}\n`;
    if (this.#editor === undefined) {
      this.#options.output.write(text);
      return;
    }
    const below = this.#editor.getCursorPos().rows;
    this.#wipe(below);
    // readline goes up by as many rows as its cursor was down; the empty rows keep that from reaching the text.
    this.#options.output.write(text + "\n".repeat(below));
    this.#repaint();
  }

  showLive(rows: readonly string[]): void {
    if (rows.length === this.#live.length && rows.every((row, index) => row === this.#live[index])) return;
    this.#live = rows;
    this.#repaint();
  }

  setPrompt(prompt: string): void {
    this.#prompt = prompt;
    this.#repaint();
  }

  replaceDraft(text: string): string {
    const draft = this.#editor?.line ?? "";
    this.#editor?.write(null, END_OF_LINE);
    this.#editor?.write(null, DELETE_TO_START);
    if (text !== "") this.#editor?.write(text);
    return draft;
  }

  keepHistory(keep: boolean): void {
    this.#isHistoryKept = keep;
  }

  clear(): void {
    this.#options.output.write(CLEAR_SCREEN);
    this.#repaint();
  }

  /** Gives the terminal back as it was: prompt gone, raw mode off, reading stopped so that the process can end. */
  close(): void {
    const editor = this.#editor;
    if (editor === undefined) return;
    const { input, output } = this.#options;
    this.#wipe(editor.getCursorPos().rows);
    this.#editor = undefined;
    editor.close();
    output.write(BRACKETED_PASTE_OFF);
    input.unpipe(this.#paste);
    input.pause();
  }

  #repaint(): void {
    this.#editor?.setPrompt(["", ...this.#live, this.#prompt].join("\n"));
    this.#editor?.prompt(true);
  }

  /** Goes up to where live rows and prompt begin and clears everything from there. */
  #wipe(rows: number): void {
    moveCursor(this.#options.output, 0, -rows);
    cursorTo(this.#options.output, 0);
    clearScreenDown(this.#options.output);
  }

  /** Before readline makes fixed output of the line, which live rows must not become. */
  #beforeKey(name: string | undefined): void {
    const editor = this.#editor;
    const isEntered = name === "return" || name === "enter";
    if (editor === undefined || (!isEntered && name !== "tab")) return;
    editor.setPrompt(this.#prompt);
    editor.prompt(true);
    if (isEntered) {
      editor.write(null, END_OF_LINE);
      this.#enteredRows = editor.getCursorPos().rows + 1;
    }
    // Tab may list its candidates first; and a second half of a line end enters nothing.
    setImmediate(() => this.#repaint());
  }

  #onLine(handlers: TerminalHandlers, line: string): void {
    // The console repeats what was entered in its own words, so the typed rows go.
    if (this.#enteredRows !== undefined) this.#wipe(this.#enteredRows);
    this.#enteredRows = undefined;
    this.#rememberLine(line);
    this.#repaint();
    handlers.line(this.#paste.expand(line));
  }

  #rememberLine(line: string): void {
    if (line.trim() === "") return;
    if (!this.#isHistoryKept) {
      if (this.#history[0] === line) this.#history.shift();
      return;
    }
    const lasting = this.#history.filter((earlier) => !this.#paste.hasToken(earlier));
    saveInputHistory(this.#options.historyFile, lasting);
  }
}
