import { expect, test } from "vitest";
import { collectFacts } from "../../src/facts/collect-facts.ts";
import { createClaimFinder } from "../../src/facts/find-claims.ts";
import { formatFacts } from "../../src/facts/format-facts.ts";
import type { Measurement } from "../../src/facts/measurements.ts";
import { shippedClaimRules } from "./shipped-claims.ts";

const rules = shippedClaimRules();

async function factsOf(
  documents: Readonly<Record<string, string>>,
  measurements: readonly Measurement[] = [],
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

const TESTS: Measurement = {
  kind: "test",
  subject: "",
  value: "2027 passed, 192 failed, 3 skipped",
  counts: { passed: 2_027, failed: 192, skipped: 3 },
  at: "2031-03-03T09:12:30.000Z",
  command: "cargo test",
  evidence: "T12, stage validation",
};
const SPEED: Measurement = {
  kind: "bench",
  subject: "alloc",
  value: "131 ns",
  at: "2031-03-02T10:00:00.000Z",
  command: "cargo bench",
  evidence: "T11, stage validation",
};

test("shows the lines of each claim, and what a gate measured last with its time and command", async () => {
  const measurements = [SPEED, TESTS];
  const facts = await factsOf(STATUS, measurements);

  expect(formatFacts(facts, { documents: 3, measurements })).toBe(
    [
      "3 documents read, 6 claims found, 2 matters contested.",
      "A claim stays a claim until somebody has measured it.",
      "",
      "tests that pass",
      "  530 of 531, 99.8 %  orchestrator.md:1  - 530/531 tests passing",
      "  99.8 %              orchestrator.md:2  - 99.8% test success rate",
      "  91.3 %              orchestrator.md:3  - Test Status: 91.3% success rate",
      "  last verified: 2027 of 2219, 91.3 % on 2031-03-03 09:12 UTC by `cargo test` (T12, stage validation)",
      "",
      "epic 2: called complete",
      "  complete     README.md:1  All 26 agents. Epic 2 is done.",
      "  in progress  docs/plan.md:1  Epic 2: in progress",
      "  last verified: never",
      "",
      "Not contested: agents: how many there are 26.",
      "",
      "Measured last:",
      "  bench alloc: 131 ns on 2031-03-02 10:00 UTC by `cargo bench` (T11, stage validation)",
      "  test: 2027 passed, 192 failed, 3 skipped on 2031-03-03 09:12 UTC by `cargo test` (T12, stage validation)",
    ].join("\n"),
  );
});

test.each([
  ["a share that was measured", "91.3% test success", false],
  ["another share", "99.8% test success", true],
  ["the number that failed", "192 failing tests", false],
  ["no failures", "no failing tests", true],
  ["the number that passed", "2,027 passing tests", false],
  ["more than passed", "2,219 passing tests", true],
])("holds a single claim of %s against the measurement", async (_, claim, isContested) => {
  const facts = await factsOf({ "a.md": claim }, [TESTS]);

  expect(facts.map((fact) => fact.isContested)).toEqual([isContested]);
});
