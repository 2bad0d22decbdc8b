import { stripVTControlCharacters } from "node:util";
import { toFailure } from "../check-result.ts";
import type { ParsedResults } from "../check-result.ts";
import type { Failure } from "../gate-report.ts";

const WORD = "passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?|reruns?|subtests passed";
const SUMMARY = new RegExp(`^=* *((?:\\d+ (?:${WORD})(?:, )?)+) in [\\d.:hms ()]+.*$`, "gmu");
const SECTION = /^_{3,} (.+?) _{3,}$/gmu;
const SHORT = /^(?:FAILED|ERROR) ((\S+?\.py)(?:::.*?)?)(?: - (.*))?$/gmu;

function counter(summary: string): (word: string) => number {
  const counts = new Map(
    [...summary.matchAll(/(\d+) (\w+)/gu)].map(([, count, word = ""]) => [word, Number(count)]),
  );
  return (word) => counts.get(word) ?? 0;
}

/** The last line of each failure's report that says where it happened, by the name of the test. */
function lineNumbers(text: string): (name: string, file: string) => number | undefined {
  const heads = [...text.matchAll(SECTION)];
  const sections = heads.map((head, index) => ({
    title: (head[1] ?? "").replace(/^ERROR at \w+ of /u, ""),
    body: text.slice(head.index, heads[index + 1]?.index),
  }));
  return (name, file) => {
    const title = name.split("::").slice(1).join(".");
    const body = sections.find((section) => section.title === title)?.body ?? "";
    const places = [...body.matchAll(/^(\S+\.py):(\d+): /gmu)].filter((place) => place[1] === file);
    return places.length === 0 ? undefined : Number(places.at(-1)?.[2]);
  };
}

/** What pytest prints, quiet or not. */
export function parsePytest(text: string): ParsedResults | undefined {
  const plain = stripVTControlCharacters(text);
  if (/^=* *no tests ran in /mu.test(plain)) return { passed: 0, failed: 0, skipped: 0, failures: [] };
  const summary = [...plain.matchAll(SUMMARY)].at(-1)?.[1];
  if (summary === undefined) return undefined;
  const count = counter(summary);
  const lineOf = lineNumbers(plain);
  const failures = [...plain.matchAll(SHORT)].map(([, name = "", file = "", message]): Failure => {
    const line = lineOf(name, file);
    return toFailure(name, line === undefined ? { file } : { file, line }, message);
  });
  return {
    passed: count("passed") + count("xpassed"),
    failed: count("failed") + count("error") + count("errors"),
    skipped: count("skipped") + count("xfailed"),
    failures,
  };
}
