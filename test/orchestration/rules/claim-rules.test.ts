import { expect, test } from "vitest";
import { formatProblem } from "../../../src/config/problem.ts";
import { parseYaml } from "../../../src/config/parse-yaml.ts";
import { ClaimRules } from "../../../src/orchestration/rules/claim-rules.ts";

function problemsOf(pattern: string): string[] {
  const text = `skip: { lines: [], paths: [] }\nkinds:\n  - id: a\n    title: A\n    patterns:\n      - '${pattern}'\n`;
  const parsed = parseYaml({ file: "claims.yaml", text }, ClaimRules);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

test.each(["(?<value>\\d+) bugs", "(?<passed>\\d+)/(?<total>\\d+)"])("takes %s", (pattern) => {
  expect(problemsOf(pattern)).toEqual([]);
});

test.each([
  ["no regular expression", "(?<value>", "is not a regular expression"],
  ["one that says nothing", "\\d+ bugs", "says nothing that is claimed"],
  ["half of a share", "(?<passed>\\d+)", "says nothing that is claimed"],
])("refuses %s with its line", (_, pattern, message) => {
  const problems = problemsOf(pattern);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain("claims.yaml:6 ");
  expect(problems[0]).toContain(message);
});
