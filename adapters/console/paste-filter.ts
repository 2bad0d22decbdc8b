import { StringDecoder } from "node:string_decoder";
import { Transform } from "node:stream";

/** Stands for a line break inside the line that is being edited. */
export const LINE_BREAK_MARK = "⏎";

const PASTE_START = "\u001b[200~";
const PASTE_END = "\u001b[201~";
const ESCAPE = "\u001b";
const LINE_ENDS = /\r\n|\r|\n/gu;
const TOKEN = /\[paste \d+: [^\]]*\]/gu;
const OTHER_CONTROLS = /[^\P{Cc}\n]/u;
/** What is longer stands in the line as a short token: editing it in place would be slow and unreadable. */
const MAX_INLINE_CHARS = 400;
const MAX_INLINE_LINES = 4;

/** The longest end of `text` that may be the beginning of `mark`. */
function partialLength(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/**
 * Sits between the keyboard and the line editor and makes a bracketed paste one message however many lines it has:
 * line breaks become a visible mark, and long or unusual pastes (tabs, control characters) become a token that
 * `expand` resolves. Alt-Enter gives a line break.
 */
export class PasteFilter extends Transform {
  readonly #decoder = new StringDecoder("utf8");
  readonly #pastes = new Map<string, string>();
  #pending = "";
  #isPasting = false;
  #pasted = "";

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    let rest: string | undefined = this.#pending + this.#decoder.write(chunk);
    this.#pending = "";
    while (rest !== undefined && rest !== "") {
      rest = this.#isPasting ? this.#takePaste(rest) : this.#takeKeys(rest);
    }
    done();
  }

  /** The text that a submitted line stands for, pastes and line breaks put back. */
  expand(line: string): string {
    const whole = line.replaceAll(LINE_BREAK_MARK, "\n");
    return whole.replace(TOKEN, (token) => this.#pastes.get(token) ?? token);
  }

  /** Whether a line holds a token, which means nothing once this filter is gone. */
  hasToken(line: string): boolean {
    return [...line.matchAll(TOKEN)].some(([token]) => this.#pastes.has(token));
  }

  /**
   * Passes keys on one by one: readline stops counting the rows of its line while a chunk of several characters
   * comes in, and would repaint in the wrong place later. Escape sequences stay whole.
   */
  #emit(keys: string): void {
    const escape = keys.indexOf(ESCAPE);
    const typed = escape === -1 ? keys : keys.slice(0, escape);
    for (const key of typed) this.push(key);
    if (escape !== -1) this.push(keys.slice(escape));
  }

  #toInline(paste: string): string {
    const text = paste.replace(LINE_ENDS, "\n").replace(/\n+$/u, "");
    const lines = text.split("\n").length;
    const isShort = text.length <= MAX_INLINE_CHARS && lines <= MAX_INLINE_LINES;
    if (isShort && !OTHER_CONTROLS.test(text)) return text.replaceAll("\n", LINE_BREAK_MARK);
    const size = lines === 1 ? `${text.length} characters` : `${lines} lines`;
    const token = `[paste ${this.#pastes.size + 1}: ${size}]`;
    this.#pastes.set(token, text);
    return token;
  }

  #toKeys(text: string): string {
    // So much at once was not typed: a paste on a terminal that does not bracket them.
    const isPaste = text.length > MAX_INLINE_CHARS && !text.includes(ESCAPE);
    if (isPaste) {
      const body = text.replace(/[\r\n]+$/u, "");
      return this.#toInline(body) + (body === text ? "" : "\r");
    }
    const withBreaks = text
      .replaceAll(`${ESCAPE}\r`, LINE_BREAK_MARK)
      .replaceAll(`${ESCAPE}\n`, LINE_BREAK_MARK);
    return withBreaks.replaceAll("\r\n", "\r");
  }

  /** Keys up to the next paste; returns what is left to look at, or undefined when more input is needed. */
  #takeKeys(text: string): string | undefined {
    const start = text.indexOf(PASTE_START);
    // An escape may wait for what follows it: by itself the key does nothing in readline.
    const end = start === -1 ? text.length - partialLength(text, PASTE_START) : start;
    this.#emit(this.#toKeys(text.slice(0, end)));
    if (start === -1) {
      this.#pending = text.slice(end);
      return undefined;
    }
    this.#isPasting = true;
    return text.slice(start + PASTE_START.length);
  }

  #takePaste(text: string): string | undefined {
    const end = text.indexOf(PASTE_END);
    if (end === -1) {
      const kept = partialLength(text, PASTE_END);
      this.#pasted += text.slice(0, text.length - kept);
      this.#pending = text.slice(text.length - kept);
      return undefined;
    }
    this.#emit(this.#toInline(this.#pasted + text.slice(0, end)));
    this.#pasted = "";
    this.#isPasting = false;
    return text.slice(end + PASTE_END.length);
  }
}
