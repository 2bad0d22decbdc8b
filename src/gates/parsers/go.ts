import { z } from "zod";
import { jsonLines, placeIn, toFailure } from "../check-result.ts";
import type { ParsedResults } from "../check-result.ts";
import type { Failure } from "../gate-report.ts";

const Line = z.object({
  Action: z.string(),
  Package: z.string().default(""),
  Test: z.string().optional(),
  Output: z.string().optional(),
});

interface Run {
  readonly packageName: string;
  readonly test: string | undefined;
  verdict: "pass" | "fail" | "skip" | undefined;
  output: string;
}

function collect(lines: readonly z.infer<typeof Line>[]): Run[] {
  const runs = new Map<string, Run>();
  for (const { Action, Package, Test, Output } of lines) {
    const key = `${Package} ${Test ?? ""}`;
    const run = runs.get(key) ?? { packageName: Package, test: Test, verdict: undefined, output: "" };
    if (Action === "pass" || Action === "fail" || Action === "skip") run.verdict = Action;
    if (Action === "output") run.output += Output ?? "";
    runs.set(key, run);
  }
  return [...runs.values()];
}

function messageIn(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return (
    lines.find((line) => /\.go:\d+/u.test(line)) ??
    lines.find((line) => line !== "" && !/^(?:===|---)/u.test(line)) ??
    ""
  );
}

function nameOf({ packageName, test }: Run): string {
  return [packageName, test].filter((part) => part !== undefined).join(" ");
}

function failureOf(run: Run): Failure {
  return toFailure(nameOf(run), placeIn(run.output), messageIn(run.output));
}

/** `go test -json`. Tests with subtests count by those; a package that fails without a failing test counts as one. */
export function parseGo(text: string): ParsedResults | undefined {
  const lines = jsonLines(text).flatMap((line) => {
    const parsed = Line.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
  if (lines.length === 0) return undefined;
  const runs = collect(lines);
  const tests = runs.filter(({ test }) => test !== undefined);
  const parents = new Set(
    tests.map(
      ({ packageName, test = "" }) => `${packageName} ${test.slice(0, Math.max(0, test.lastIndexOf("/")))}`,
    ),
  );
  const leaves = tests.filter(({ packageName, test = "" }) => !parents.has(`${packageName} ${test}`));
  // Begun and never ended: the program crashed in it.
  const failed = leaves.filter(({ verdict }) => verdict === "fail" || verdict === undefined);
  const packages = runs.filter(
    ({ test, verdict, packageName }) =>
      test === undefined && verdict === "fail" && !failed.some((run) => run.packageName === packageName),
  );
  const failures = [...failed, ...packages].map(failureOf);
  const passedNames = leaves.filter(({ verdict }) => verdict === "pass").map(nameOf);
  return {
    passed: passedNames.length,
    failed: failures.length,
    skipped: leaves.filter(({ verdict }) => verdict === "skip").length,
    failures,
    passedNames,
  };
}
