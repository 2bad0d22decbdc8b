import { stripVTControlCharacters } from "node:util";
import type { TestCounts } from "./evidence.ts";
import type { Failure } from "./gate-report.ts";
import { redactSecrets } from "../workspace/redact-secrets.ts";

/** What the results of a test run say. */
export interface ParsedResults extends TestCounts {
  readonly failures: readonly Failure[];
  /** Tests that passed, named as failures are; absent where the format does not name them. */
  readonly passedNames?: readonly string[];
}

/** The same for every format. */
export interface CheckResult extends ParsedResults {
  /** The end of the output as it was. */
  readonly tail: string;
}

/** Reads one format; `undefined` when the text is not of it. Never throws on text that is broken. */
export type ResultParser = (text: string) => ParsedResults | undefined;

const TAIL_LINES = 20;
const TAIL_CHARACTERS = 2_000;
const LONGEST_MESSAGE = 300;

/** The end of an output for people: no colours, no credentials. */
export function tailOf(text: string): string {
  const lines = stripVTControlCharacters(text).trimEnd().split("\n").slice(-TAIL_LINES);
  return redactSecrets(lines.join("\n"), { holdsKey: false }).slice(-TAIL_CHARACTERS);
}

const PLACE = /((?:[A-Za-z]:)?[\w@./\\+-]*[\w-]\.[A-Za-z]{1,5}):(\d+)/u;

/** Places stand early in short lines; looking for them in all of a long output would take long. */
const LOOKED_AT = 20_000;
const LONGEST_LINE = 400;

/** The first place in a text that looks like `file.ext:12`. */
export function placeIn(text: string): Pick<Failure, "file" | "line"> {
  for (const whole of text.slice(0, LOOKED_AT).split("\n")) {
    const [, file, line] = PLACE.exec(whole.slice(0, LONGEST_LINE)) ?? [];
    if (file !== undefined) return { file, line: Math.max(1, Number(line)) };
  }
  return {};
}

/** A failure without the parts that are not known. */
export function toFailure(
  name: string,
  place: Pick<Failure, "file" | "line"> = {},
  message?: string,
): Failure {
  const first = message?.trim().split("\n")[0]?.trim() ?? "";
  const said = redactSecrets(first, { holdsKey: false }).slice(0, LONGEST_MESSAGE);
  return { name, ...place, ...(said === "" ? {} : { message: said }) };
}

/** The lines of a text that are JSON objects, in order; the rest is passed over. */
export function jsonLines(text: string): unknown[] {
  return text.split("\n").flatMap((line): unknown[] => {
    if (!line.trimStart().startsWith("{")) return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}
