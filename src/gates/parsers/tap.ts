import { Parser } from "tap-parser";
import type { FinalResults, Result } from "tap-parser";
import { placeIn, toFailure } from "../check-result.ts";
import type { ParsedResults } from "../check-result.ts";
import type { Failure } from "../gate-report.ts";

interface Tally {
  readonly passedNames: string[];
  skipped: number;
  readonly failures: Failure[];
}

function diagnosticOf(result: Result): {
  readonly place: Pick<Failure, "file" | "line">;
  readonly message: string;
} {
  const diag: unknown = result.diag;
  if (typeof diag !== "object" || diag === null) return { place: {}, message: "" };
  const fields = diag as Readonly<Record<string, unknown>>;
  const texts = ["location", "at", "stack", "error", "message"].map((name) => {
    const value = fields[name];
    return typeof value === "string" ? value : JSON.stringify(value ?? "");
  });
  const message = fields["error"] ?? fields["message"];
  return { place: placeIn(texts.slice(0, 3).join(" ")), message: typeof message === "string" ? message : "" };
}

/** Counts the leaves: a test that only sums up its subtests says nothing new, unless none of them failed. */
function watch(parser: Parser, tally: Tally): void {
  const failedBefore = new Map<Parser, number>();
  parser.on("child", (child: Parser) => {
    failedBefore.set(child, tally.failures.length);
    watch(child, tally);
  });
  parser.on("assert", (result: Result) => {
    const isSum = result.closingTestPoint;
    const before = [...failedBefore.values()].at(-1) ?? 0;
    if (isSum && (result.ok || tally.failures.length > before)) return;
    if (result.skip !== false || result.todo !== false) tally.skipped += 1;
    else if (result.ok) tally.passedNames.push(result.fullname || result.name);
    else {
      const { place, message } = diagnosticOf(result);
      tally.failures.push(toFailure(result.fullname || result.name, place, message));
    }
  });
}

function breaches(results: FinalResults): Failure[] {
  const bail =
    results.bailout === false ? [] : [toFailure("the run was given up", {}, String(results.bailout))];
  const errors = results.failures.flatMap((failure) =>
    typeof failure.tapError === "string"
      ? [toFailure("the output breaks its own plan", {}, failure.tapError)]
      : [],
  );
  return [...bail, ...errors];
}

/** The Test Anything Protocol, subtests included. A run that ends before its plan has failed. */
export function parseTap(text: string): ParsedResults | undefined {
  const looksLikeTap = /^TAP version \d+/mu.test(text) || /^1\.\.\d+/mu.test(text);
  if (!looksLikeTap || !/^(?:[ \t]*(?:not )?ok\b|1\.\.0|Bail out!)/mu.test(text)) return undefined;
  const tally: Tally = { passedNames: [], skipped: 0, failures: [] };
  let final: FinalResults | undefined;
  const parser = new Parser({}, (results) => (final = results));
  watch(parser, tally);
  parser.end(text);
  const broken = final === undefined ? [toFailure("the output has no end")] : breaches(final);
  const failures = [...tally.failures, ...broken];
  const { passedNames, skipped } = tally;
  return { passed: passedNames.length, failed: failures.length, skipped, failures, passedNames };
}
