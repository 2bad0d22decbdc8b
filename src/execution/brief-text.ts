import { neutraliseMentions } from "../chat/neutralise-mentions.ts";
import { shorten } from "../text/shorten.ts";

const ZERO_WIDTH_SPACE = "\u200b";
/** Everything in C0 and C1 except tab and newline. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;
/** Embeddings, overrides and isolates: they make a line read differently from what it says. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;
const LINE_ENDS = /\r\n|[\r\u2028\u2029\u0085]/gu;

const MENTION_TAG = /<(?=@)/gu;
const MASKED_LINK = /!?\[([^\]\n]{1,200})\]\(<?([^\s)>]{1,500})>?[^)\n]{0,100}\)/gu;
const FENCE_RUN = /`{3,}|~{3,}/gu;
/** What would make a heading, a small print line or a deeper quote of a quoted line. */
const LINE_MARKUP = /^(?=\s{0,3}(?:-?#{1,6}\s|>))/u;

/**
 * A text that others wrote, as the bot repeats it: mentions stay readable and reach nobody, neither everyone nor one
 * person, whichever platform they were written for.
 */
export function silenceMentions(text: string): string {
  return neutraliseMentions(text).replace(MENTION_TAG, `<${ZERO_WIDTH_SPACE}`);
}

function printable(text: string): string {
  return text
    .replace(LINE_ENDS, "\n")
    .replace(CONTROLS, " ")
    .replace(BIDI_CONTROLS, "")
    .replace(LONE_SURROGATES, "\ufffd");
}

/** A text from outside as part of a line: one line, no mentions, no marks that could style what follows. */
export function toInlineText(text: string, maxChars: number): string {
  const line = printable(text.slice(0, maxChars * 4))
    .replace(/[`*]|~~|\|\|/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return silenceMentions(shorten(line, maxChars));
}

/** A line of our own configuration, where the backticks of commands are wanted. */
export function toListText(text: string, maxChars: number): string {
  const line = shorten(printable(text).replace(/\s+/gu, " ").trim(), maxChars);
  const isBalanced = (line.match(/`/gu) ?? []).length % 2 === 0;
  return silenceMentions(isBalanced ? line : line.replaceAll("`", ""));
}

/** A block quote of what somebody wrote; links show their target, fences and mentions lose their effect. */
export function toBlockQuote(
  text: string,
  limits: { readonly maxChars: number; readonly maxLines: number },
): string {
  const lines = printable(text.slice(0, limits.maxChars * 8))
    .replace(MASKED_LINK, "$1 ($2)")
    .replace(FENCE_RUN, "''")
    .split("\n")
    .map((line) => line.replace(/\s+/gu, " ").trim())
    .filter((line) => line !== "");
  if (lines.length === 0) return "> (no text)";
  const kept = lines.slice(0, limits.maxLines);
  const whole = shorten(kept.join("\n"), limits.maxChars);
  const isCut = kept.length < lines.length && !whole.endsWith("…");
  return (isCut ? `${whole} …` : whole)
    .split("\n")
    .map((line) => `> ${silenceMentions(line.replace(LINE_MARKUP, ZERO_WIDTH_SPACE))}`)
    .join("\n");
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
}

/** Code within a line, whatever backticks it holds. */
export function toInlineCode(code: string): string {
  const line = silenceMentions(printable(code).replace(/\s+/gu, " ").trim());
  const marks = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${marks}${pad}${line}${pad}${marks}`;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  c: "c",
  cc: "cpp",
  cpp: "cpp",
  cs: "csharp",
  css: "css",
  cu: "cuda",
  go: "go",
  h: "c",
  html: "html",
  java: "java",
  js: "js",
  json: "json",
  kt: "kotlin",
  md: "markdown",
  metal: "cpp",
  mjs: "js",
  php: "php",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "sh",
  sql: "sql",
  swift: "swift",
  toml: "toml",
  ts: "ts",
  tsx: "tsx",
  yaml: "yaml",
  yml: "yaml",
};

function dedent(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/u));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common));
}

/**
 * Lines of a file as a fenced block that nothing inside can close; tabs become two spaces, common indentation
 * goes.
 */
export function toFencedBlock(path: string, excerpt: string, maxLineChars: number): string {
  const lines = dedent(printable(excerpt).replaceAll("\t", "  ").split("\n"));
  const body = lines
    .map((line) =>
      line.length > maxLineChars
        ? `${line.slice(0, maxLineChars - 1).replace(/[\ud800-\udbff]$/u, "")}…`
        : line,
    )
    .join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(body) + 1));
  const language = LANGUAGES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "";
  return `${fence}${language}\n${silenceMentions(body)}\n${fence}`;
}
