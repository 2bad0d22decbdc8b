import { expect, test } from "vitest";
import { collectFacts } from "../../src/facts/collect-facts.ts";
import { createClaimFinder } from "../../src/facts/find-claims.ts";
import { formatFacts } from "../../src/facts/format-facts.ts";
import { noMeasurements } from "../../src/facts/measurements.ts";
import type { Measurements } from "../../src/facts/measurements.ts";
import { shippedClaimRules } from "./shipped-claims.ts";

const rules = shippedClaimRules();

async function factsOf(
  documents: Readonly<Record<string, string>>,
  measurements: Measurements = noMeasurements,
) {
  const list = Object.entries(documents).map(([file, text]) => ({ file, text }));
  return collectFacts(list.flatMap(createClaimFinder(rules)), rules, measurements);
}

/** The oldest of contradictions: a count, two shares, and all of them at once. */
const STATUS = {
  "orchestrator.md":
    "- 530/531 tests passing\n- 99.8% test success rate\n- Test Status: 91.3% success rate\n",
  "README.md": "All 26 agents. Epic 2 is done.\n",
  "docs/plan.md": "Epic 2: in progress\n",
};

test("puts claims that contradict each other side by side, contested matters first", async () => {
  const facts = await factsOf(STATUS);

  expect(
    facts.map(({ kind, subject, isContested, claims }) => [kind, subject, isContested, claims.length]),
  ).toEqual([
    ["test_pass_rate", "", true, 3],
    ["completion", "epic 2", true, 2],
    ["count", "agents", false, 1],
  ]);
});

test.each([
  ["a share and the count that it was rounded from", "530/531 tests passing", "99.8% test success", false],
  ["a share and another count", "530/531 tests passing", "99.7% test success", true],
  ["shares with more and fewer digits", "99.81% test success", "99.8% test success", false],
  ["the same number with and without a comma", "1,200 failing tests", "1200 failing tests", false],
  ["two words for the same", "Epic 2 is complete", "Epic 2: done", false],
  ["two versions", "version 0.3.1", "version 0.3.2", true],
])("compares %s", async (_, one, other, isContested) => {
  const facts = await factsOf({ "a.md": one, "b.md": other });

  expect(facts.map((fact) => fact.isContested)).toEqual([isContested]);
});

test("shows the lines of each claim, and what was verified last", async () => {
  const measured = {
    kind: "test_pass_rate",
    subject: "",
    value: "2,027 of 2,219",
    at: "2031-03-03T09:00:00.000Z",
  };
  const facts = await factsOf(STATUS, {
    last: async (kind) => (kind === "test_pass_rate" ? { ...measured, evidence: "T12" } : undefined),
  });

  expect(formatFacts(facts, 3)).toBe(
    [
      "3 documents read, 6 claims found, 2 matters contested.",
      "A claim stays a claim until somebody has measured it.",
      "",
      "tests that pass",
      "  530 of 531, 99.8 %  orchestrator.md:1  - 530/531 tests passing",
      "  99.8 %              orchestrator.md:2  - 99.8% test success rate",
      "  91.3 %              orchestrator.md:3  - Test Status: 91.3% success rate",
      "  last verified: 2,027 of 2,219 on 2031-03-03 (T12)",
      "",
      "epic 2: called complete",
      "  complete     README.md:1  All 26 agents. Epic 2 is done.",
      "  in progress  docs/plan.md:1  Epic 2: in progress",
      "  last verified: never",
      "",
      "Not contested: agents: how many there are 26.",
    ].join("\n"),
  );
});
