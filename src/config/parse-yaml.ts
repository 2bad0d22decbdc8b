import { LineCounter, parseDocument } from "yaml";
import type { ErrorCode, YAMLError } from "yaml";
import type { z } from "zod";
import { messageOf } from "../errors.ts";
import type { Problem } from "./problem.ts";
import { lineOfPath } from "./yaml-lines.ts";
import { zodProblems } from "./zod-problems.ts";

/** YAML text and where it stands. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  /** The line of the file on which `text` starts, for front matter; default 1. */
  readonly firstLine?: number;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * A key with nothing behind it counts as not set: people comment out the entries of a list and leave its name.
 * The key itself stays, so that an unknown one is still noticed.
 */
function emptyToUnset(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(emptyToUnset);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptyToUnset(inner)]));
}

/** What to do about the syntax errors whose own words do not tell a person. */
const REMEDIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: "Indent with blanks instead.",
  MULTIPLE_DOCS: "Keep one document: remove the second `---` line and what is below it.",
  TAG_RESOLVE_FAILED: "Remove the tag, or put the value in quotes.",
};
const CHECK_SYNTAX = "Check the indentation, quotes and brackets around this line.";

function yamlProblem(error: YAMLError, source: YamlSource, counter: LineCounter): Problem {
  const line = counter.linePos(error.pos[0]).line + (source.firstLine ?? 1) - 1;
  if (error.code === "DUPLICATE_KEY") {
    const key = /^["']?([^"':\s]+)/u.exec(source.text.slice(error.pos[0]))?.[1] ?? "";
    return {
      file: source.file,
      line,
      key,
      message: "is set twice in the same section.",
      remedy: "Keep one of the two.",
    };
  }
  const remedy = REMEDIES[error.code] ?? CHECK_SYNTAX;
  const [reason = ""] = error.message.split(";");
  return {
    file: source.file,
    line,
    key: "",
    message: `is not valid YAML: ${reason.replace(/\.?$/u, ".")}`,
    remedy,
  };
}

/** One slip makes the parser complain several times about a line; the first complaint is the useful one. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const syntax = new Set<number | undefined>();
  return problems.filter(({ key, line }) => {
    if (key !== "") return true;
    if (syntax.has(line)) return false;
    syntax.add(line);
    return true;
  });
}

/**
 * Reads YAML and checks it against a schema. Either the value, or every problem at once with its line, key and
 * remedy: broken syntax, keys set twice, unknown keys with the nearest valid name, wrong and missing values.
 * Empty text counts as an empty section, an empty value as not set. Never throws for any text.
 */
export function parseYaml<T>(source: YamlSource, schema: z.ZodType<T>): Parsed<T> {
  const counter = new LineCounter();
  const doc = parseDocument(source.text, { lineCounter: counter, prettyErrors: false });
  const yamlErrors = [...doc.errors, ...doc.warnings];
  const problems = firstOfEachLine(yamlErrors.map((error) => yamlProblem(error, source, counter)));
  // A key set twice still leaves a readable document, so the rest of its problems can be told in the same go.
  if (yamlErrors.some((error) => error.code !== "DUPLICATE_KEY")) return { ok: false, problems };
  let raw: unknown;
  try {
    raw = emptyToUnset(doc.toJS()) ?? {};
  } catch (error) {
    const message = `is not valid YAML: ${messageOf(error)}.`;
    const remedy = "A text that starts with * needs quotes.";
    return { ok: false, problems: [{ file: source.file, key: "", message, remedy }] };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success && problems.length === 0) return { ok: true, value: parsed.data };
  const lineOf = (path: readonly PropertyKey[]): number => {
    return (lineOfPath(doc, counter, path) ?? 1) + (source.firstLine ?? 1) - 1;
  };
  const found = parsed.success
    ? []
    : zodProblems(parsed.error, schema, { file: source.file, value: raw, lineOf });
  return { ok: false, problems: [...problems, ...found].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}
