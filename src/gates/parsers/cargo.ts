import { z } from "zod";
import { jsonLines, placeIn, toFailure } from "../check-result.ts";
import type { ParsedResults } from "../check-result.ts";
import type { Failure } from "../gate-report.ts";

const SUMMARY = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gmu;
const PASSED = /^test (.+?)(?: - should panic)? \.\.\. ok$/gmu;
const SECTION = /^---- (.+?) stdout ----\n([\s\S]*?)(?=^---- |^failures:$)/gmu;
const CUT_OFF = "a test program ended before its result";

function messageIn(section: string): string {
  const lines = section.split("\n").map((line) => line.trim());
  const panic = lines.findIndex((line) => line.includes("panicked at"));
  return (panic === -1 ? lines.find((line) => line !== "") : lines[panic + 1]) ?? "";
}

function sum(matches: readonly RegExpExecArray[], group: number): number {
  return matches.reduce((total, match) => total + Number(match[group]), 0);
}

/** A program that crashed has begun its tests and never summed them up. */
function cutOff(begun: number, ended: number): Failure[] {
  return begun > ended ? [toFailure(CUT_OFF)] : [];
}

/** What `cargo test` prints, of all test programs of a workspace together. */
export function parseCargoText(text: string): ParsedResults | undefined {
  const summaries = [...text.matchAll(SUMMARY)];
  const begun = [...text.matchAll(/^running \d+ tests?$/gmu)].length;
  if (summaries.length === 0 && begun === 0) return undefined;
  const sections = new Map([...text.matchAll(SECTION)].map(([, name = "", body = ""]) => [name, body]));
  const listed = [...text.matchAll(/^failures:\n((?: {4}\S.*\n?)+)/gmu)].flatMap(([, list = ""]) =>
    list.trim().split(/\n\s*/u),
  );
  const failures = [
    ...listed.map((name) => {
      const body = sections.get(name) ?? "";
      return toFailure(name, placeIn(body), messageIn(body));
    }),
    ...cutOff(begun, summaries.length),
  ];
  // Counts come from the summaries: names may be lost where tests print between them.
  const failed = sum(summaries, 2) + cutOff(begun, summaries.length).length;
  const passedNames = [...text.matchAll(PASSED)].map(([, name = ""]) => name);
  return { passed: sum(summaries, 1), failed, skipped: sum(summaries, 3), failures, passedNames };
}

const Line = z.union([
  z.object({ type: z.literal("suite"), event: z.string() }),
  z.object({
    type: z.literal("test"),
    event: z.enum(["ok", "failed", "ignored", "timeout"]),
    name: z.string(),
    stdout: z.string().optional(),
    message: z.string().optional(),
  }),
]);

/** What `cargo test -- --format json` prints. */
export function parseCargoJson(text: string): ParsedResults | undefined {
  const lines = jsonLines(text).flatMap((line) => {
    const parsed = Line.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
  const suites = lines.filter((line) => line.type === "suite");
  if (suites.length === 0) return undefined;
  const tests = lines.filter((line) => line.type === "test");
  const begun = suites.filter(({ event }) => event === "started").length;
  const failures = [
    ...tests
      .filter(({ event }) => event === "failed")
      .map(({ name, stdout = "", message }) =>
        toFailure(name, placeIn(stdout), message ?? messageIn(stdout)),
      ),
    ...cutOff(begun, suites.length - begun),
  ];
  const passedNames = tests.filter(({ event }) => event === "ok").map(({ name }) => name);
  return {
    passed: passedNames.length,
    failed: failures.length,
    skipped: tests.filter(({ event }) => event === "ignored").length,
    failures,
    passedNames,
  };
}
