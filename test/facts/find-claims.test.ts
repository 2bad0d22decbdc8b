import { expect, test } from "vitest";
import { createClaimFinder } from "../../src/facts/find-claims.ts";
import { shippedClaimRules } from "./shipped-claims.ts";

const find = createClaimFinder(shippedClaimRules());

function claimsIn(text: string): string[] {
  return find({ file: "a.md", text }).map(({ kind, subject, value }) =>
    [kind, subject, value].filter(Boolean).join(" "),
  );
}

test.each([
  ["530/531 tests passing", ["test_pass_rate 530 of 531, 99.8 %"]],
  ["2,027 of 2,219 tests pass", ["test_pass_rate 2,027 of 2,219, 91.3 %"]],
  ["Excellent stability (99.8% test success rate)", ["test_pass_rate 99.8 %"]],
  ["**Test Pass Rate**: 91.3 %", ["test_pass_rate 91.3 %"]],
  ["- Test Status: 91.3% success rate", ["test_pass_rate 91.3 %"]],
  ["98 % of all tests pass", ["test_pass_rate 98 %"]],
  ["97% of the unit tests are passing", ["test_pass_rate 97 %"]],
  ["a pass rate of the tests of 96.5 %", ["test_pass_rate 96.5 %"]],
  ["90% test coverage", ["coverage 90 %"]],
  ["530/531 tests passing (99.8% success rate)", ["test_pass_rate 530 of 531, 99.8 %"]],
  ["192 failing tests need work", ["tests_failing 192"]],
  ["Only 1 memory tracking integration test failing", ["tests_failing 1"]],
  ["no failing tests", ["tests_failing no"]],
  ["over 520 passing tests", ["tests_passing 520"]],
  ["we have 87.5% code coverage", ["coverage 87.5 %"]],
  ["Epic 2 is 75% complete", ["progress epic 2 75 %", "completion epic 2 complete"]],
  ["### Task 1.0.1 — DONE", ["completion task 1.0.1 complete"]],
  ["Phase 3: in progress", ["completion phase 3 in progress"]],
  ["3.2x faster on matmul", ["speed matmul 3.2x"]],
  ["reaches 300K ops/sec", ["rate 300K"]],
  ["Current version: 0.3.1", ["version 0.3.1"]],
  ["All 26 agents are here, and 7 crates", ["count agents 26", "count crates 7"]],
])("finds what is claimed in: %s", (text, claims) => {
  expect(claimsIn(text)).toEqual(claims);
});

test.each([
  "Target: 100% test pass rate",
  "Success criteria: >95% test success",
  "fix it for 100% test success",
  "needs at least 90% coverage",
  "the sky is blue",
  "| no significant loss, under 5 %, above 25 % | under 5 % passes, 5 to 25 % asks, above 25 % fails |",
  "| quality_gates.performance.regression | a loss below 5 % passes, and a person is asked |",
  "The shop had a success rate of 12 %. Tests come later.",
  "| slow by 7 % | tests that pass |",
  "5/4 tests pass",
])("finds no claim in: %s", (text) => {
  expect(claimsIn(text)).toEqual([]);
});

test("knows file, line and words of a claim", () => {
  const [claim] = find({
    file: "docs/status.md",
    text: "# Status\n\n- **Tests**:   `530/531` tests passing\n",
  });

  expect(claim).toMatchObject({ file: "docs/status.md", line: 3, text: "- Tests: 530/531 tests passing" });
});

test("passes over lines that are too long to be prose", () => {
  expect(claimsIn(`${"x".repeat(600)} 3 failing tests`)).toEqual([]);
});
