import type { ConsoleTheme } from "./console-theme.ts";
import { toPrintableLine } from "./printable-text.ts";
import { renderMarkdown } from "./render-markdown.ts";
import type { PostedMessage } from "./room-state.ts";

export interface RenderOptions {
  readonly theme: ConsoleTheme;
  /** Cells in a row of the terminal. */
  readonly columns: number;
}

/** Longer rows are hard to read however wide the terminal is. */
const MAX_TEXT_COLUMNS = 100;
const INDENT = "  ";

export function indent(rows: readonly string[]): string[] {
  return rows.map((row) => (row === "" ? "" : INDENT + row));
}

/** Text of the bot as indented rows. */
export function renderBody(text: string, { theme, columns }: RenderOptions): string[] {
  if (text.trim() === "") return [];
  const width = Math.min(columns, MAX_TEXT_COLUMNS) - INDENT.length;
  return indent(renderMarkdown(text, { columns: width, theme }));
}

/** The choices of a post and how to pick one; `thread` is the number to pick them by from elsewhere. */
export function renderChoices(post: PostedMessage, thread: number, { theme }: RenderOptions): string[] {
  const options = post.choices?.options ?? [];
  if (options.length === 0 || post.chosen !== undefined) return [];
  const rows = options.map((option, index) => {
    const number = theme.choice(String(index + 1).padStart(2));
    return `${number}  ${toPrintableLine(option.label)}`;
  });
  const range = options.length === 1 ? "1" : `1-${options.length}`;
  return ["", ...indent(rows), `${INDENT}${theme.quiet(`answer with ${range}, or #${thread} 1 later on`)}`];
}

/** A post below its header: text, files and open choices. */
export function renderPost(post: PostedMessage, thread: number, options: RenderOptions): string[] {
  const files = post.files.map((file) => {
    return `${INDENT}${options.theme.quiet("saved")} ${toPrintableLine(file.path)}`;
  });
  return [...renderBody(post.text, options), ...files, ...renderChoices(post, thread, options)];
}
