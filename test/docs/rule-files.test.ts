import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allKeyPaths } from "../../src/config/known-keys.ts";
import { Condition } from "../../src/orchestration/rules/condition.ts";
import { RULE_FILES } from "../../src/orchestration/rules/playbook.ts";

const page = readFileSync("docs/agents.md", "utf8");
const conditionKeys = allKeyPaths(Condition);

/** The names in the first cells of the tables below a heading of the third rank. */
function listedUnder(heading: string): string[] {
  const from = page.indexOf(`\n### ${heading}\n`);
  if (from === -1) throw new Error(`docs/agents.md has no heading "${heading}"`);
  const end = page.indexOf("\n### ", from + 1);
  const part = page.slice(from, end === -1 ? undefined : end);
  const cells = [...part.matchAll(/^\|([^|\n]*)\|/gmu)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name = ""]) => name)).toSorted();
}

function isInCondition(key: string): boolean {
  const parts = key.split(".");
  return ["when", "condition"].includes(parts.at(-2) ?? "") && conditionKeys.includes(parts.at(-1) ?? "");
}

/** As the page writes them: without the positions in lists, and the keys of a pattern once. */
function keysOf(schema: Parameters<typeof allKeyPaths>[0]): string[] {
  const keys = allKeyPaths(schema).map((key) =>
    key.replaceAll(".*", "").replace(/^(?:taskPatterns|collaborationPatterns|otherwise)\./u, ""),
  );
  return [...new Set(keys.filter((key) => !isInCondition(key)))].toSorted();
}

test.each(Object.values(RULE_FILES).map(({ file, schema }) => [file, schema] as const))(
  "the page lists every key of %s and no other",
  (file, schema) => {
    expect(listedUnder(file)).toEqual(keysOf(schema));
  },
);

test("the page lists every key of a condition and no other", () => {
  expect(listedUnder("Conditions")).toEqual(conditionKeys.toSorted());
});
