import type { ResultFormat } from "../config/workspace-results.ts";
import { tailOf } from "./check-result.ts";
import type { CheckResult, ResultParser } from "./check-result.ts";
import { parseCargoJson, parseCargoText } from "./parsers/cargo.ts";
import { parseGo } from "./parsers/go.ts";
import { parseJunit } from "./parsers/junit.ts";
import { parsePytest } from "./parsers/pytest.ts";
import { parseTap } from "./parsers/tap.ts";
import { parseVitest } from "./parsers/vitest.ts";

/** Formats that cannot be mistaken come first. */
const PARSERS: Readonly<Record<ResultFormat, readonly ResultParser[]>> = {
  junit: [parseJunit],
  tap: [parseTap],
  cargo: [parseCargoJson, parseCargoText],
  vitest: [parseVitest],
  pytest: [parsePytest],
  go: [parseGo],
  auto: [parseJunit, parseVitest, parseCargoJson, parseGo, parseTap, parseCargoText, parsePytest],
};

/** The results in a text; `undefined` when there are none in that format. */
export function parseResults(text: string, format: ResultFormat): CheckResult | undefined {
  for (const parse of PARSERS[format]) {
    const results = parse(text);
    if (results !== undefined) return { ...results, tail: tailOf(text) };
  }
  return undefined;
}
