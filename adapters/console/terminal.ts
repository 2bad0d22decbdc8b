import type { Readable, Writable } from "node:stream";

/** The two ends of a terminal or a pipe, as `process.stdin` and `process.stdout` are. */
export interface ConsoleStreams {
  readonly input: Readable & { setRawMode?: (mode: boolean) => unknown };
  readonly output: Writable & { readonly columns?: number };
}

export interface TerminalHandlers {
  /** A line was entered; whatever was pasted into it is in there with its line breaks. */
  line(text: string): void;
  /** Ctrl-C. */
  interrupt(): void;
  /** Ctrl-D on an empty line, or the end of a pipe. */
  end(): void;
}

/** Where the console writes to and reads from: a screen that can be repainted, or plain lines. */
export interface Terminal {
  /** Whether lines that were printed can still change: live status lines and a prompt. */
  readonly isLive: boolean;
  /** Writes rows above the prompt. */
  print(rows: readonly string[]): void;
  /** Replaces the rows that stand between the output and the prompt; plain terminals have none. */
  showLive(rows: readonly string[]): void;
  /** Replaces what stands left of the cursor. */
  setPrompt(prompt: string): void;
  /** Puts text into the line that is being typed and returns what was there. */
  replaceDraft(text: string): string;
  /** Whether the next lines are private answers that history must not keep. */
  keepHistory(keep: boolean): void;
  clear(): void;
  open(handlers: TerminalHandlers): void;
  close(): void;
}
