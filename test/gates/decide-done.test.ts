import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideDone, latestReports } from "../../src/gates/decide-done.ts";
import type { Evidence } from "../../src/gates/evidence.ts";
import { GateVerdict } from "../../src/gates/gate-report.ts";
import type { GateReport } from "../../src/gates/gate-report.ts";
import { renderReportCard } from "../../src/gates/render-report-card.ts";

const proof: Evidence = {
  kind: "command",
  title: "tests",
  command: "cargo test",
  exitCode: 0,
  durationMs: 12_340,
  counts: { passed: 530, failed: 0, skipped: 1 },
  excerpt: "",
};

function reportOf(gate: string, verdict: GateVerdict, more: Partial<GateReport> = {}): GateReport {
  const evidence = [proof];
  const check = { id: "tests", title: "Tests", verdict, reason: "530 passed.", failures: [], evidence };
  return {
    gate,
    title: gate === "a" ? "Gate A" : gate,
    taskId: "T1",
    attempt: 1,
    verdict,
    checks: [check],
    evidence,
    reviewers: [],
    at: "2031-03-01T00:00:00.000Z",
    ...more,
  };
}

const policy = { required: ["a", "b"], authors: ["code"] };
const bothPassed = [reportOf("a", "passed"), reportOf("b", "passed")];

test("work is done when all gates passed with evidence", () => {
  expect(decideDone(bothPassed, policy)).toEqual({ decision: "done" });
});

describe("work is not done", () => {
  test("without any gate", () => {
    expect(decideDone([], { ...policy, required: [] })).toMatchObject({ decision: "wait" });
  });

  test("with a gate that has not run", () => {
    expect(decideDone([reportOf("a", "passed")], policy)).toMatchObject({
      decision: "wait",
      reasons: ["b has not run."],
    });
  });

  test("while somebody is asked", () => {
    const open = reportOf("b", "needs_review", { reviewers: ["truth_validator"] });

    expect(decideDone([reportOf("a", "passed"), open], policy)).toMatchObject({
      decision: "wait",
      reviewers: ["truth_validator"],
    });
  });

  test("when a gate passed without evidence", () => {
    const bare = reportOf("b", "passed", { evidence: [] });

    expect(decideDone([reportOf("a", "passed"), bare], policy)).toEqual({
      decision: "rework",
      reasons: ["b has no evidence."],
    });
  });

  test("when a gate passed against its evidence", () => {
    const odd = reportOf("b", "passed", { evidence: [{ ...proof, exitCode: 1 }] });

    expect(decideDone([reportOf("a", "passed"), odd], policy)).toMatchObject({ decision: "rework" });
  });

  test("when an author judged", () => {
    const self = reportOf("b", "passed", { reviewers: ["code"] });

    expect(decideDone([reportOf("a", "passed"), self], policy)).toMatchObject({
      reasons: ["b was judged by code, who did the work."],
    });
  });
});

test("a failed gate sends the work back, with every reason", () => {
  const failed = reportOf("a", "failed", { rollback: "matmul is slow." });

  expect(decideDone([failed, reportOf("b", "failed")], policy)).toEqual({
    decision: "rework",
    reasons: ["Gate A, Tests: 530 passed.", "b, Tests: 530 passed."],
    rollback: "matmul is slow.",
  });
});

test("the last attempt counts", () => {
  const reports = [reportOf("a", "passed", { attempt: 2 }), reportOf("a", "failed"), reportOf("b", "passed")];

  expect(latestReports(reports)).toHaveLength(2);
  expect(decideDone(reports, policy)).toEqual({ decision: "done" });
});

test("done needs every required gate passed with evidence, and what failed never waits", () => {
  const report = fc.record({
    gate: fc.constantFrom("a", "b", "c"),
    verdict: fc.constantFrom(...GateVerdict.options),
    attempt: fc.integer({ min: 1, max: 4 }),
    hasEvidence: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 8 }), (all) => {
      const reports = all.map(({ gate, verdict, attempt, hasEvidence }) =>
        reportOf(gate, verdict, { attempt, evidence: hasEvidence ? [proof] : [] }),
      );

      const decision = decideDone(reports, policy);

      const required = latestReports(reports).filter(({ gate }) => gate !== "c");
      const sound = required.filter(({ verdict, evidence }) => verdict === "passed" && evidence.length > 0);
      expect(decision.decision === "done").toBe(sound.length === 2);
      if (required.some(({ verdict }) => verdict === "failed")) expect(decision.decision).toBe("rework");
    }),
  );
});

describe("a report card", () => {
  test("says check, verdict, evidence, reviewer and attempt in words", () => {
    const failed = reportOf("a", "failed", {
      attempt: 2,
      checks: [
        {
          id: "tests",
          title: "Tests",
          verdict: "failed",
          reason: "529 passed, 5 failed, 1 skipped.",
          counts: { passed: 529, failed: 5, skipped: 1 },
          failures: ["one", "two", "three", "four"].map((name) => ({
            name,
            file: "src/lib.rs",
            line: 8,
            message: "left: 2",
          })),
          evidence: [{ ...proof, exitCode: 101 }],
        },
        {
          id: "review",
          title: "Review",
          verdict: "passed",
          reason: "truth_validator approved: fine",
          failures: [],
          reviewer: "truth_validator",
          evidence: [
            { kind: "review", title: "Review", reviewer: "truth_validator", approved: true, comment: "fine" },
          ],
        },
      ],
    });

    expect(renderReportCard([failed])).toBe(
      [
        "**Report card**: failed",
        "",
        "**Gate A**: failed, attempt 2, 2 checks",
        "- Tests: **failed**. 529 passed, 5 failed, 1 skipped.",
        "  - `one` at `src/lib.rs:8`: left: 2",
        "  - `two` at `src/lib.rs:8`: left: 2",
        "  - `three` at `src/lib.rs:8`: left: 2",
        "  - and 2 more",
        "  - Evidence: `cargo test` ended with 101 after 12.3 s",
        "- Review: **passed**. truth_validator approved: fine.",
        "  - Evidence: the review by truth_validator",
      ].join("\n"),
    );
  });

  test("does not let output format the chat or call people", () => {
    const nasty = { name: "a`b\n# x", message: "@everyone **boo** <!channel>" };
    const [check] = reportOf("a", "failed").checks;
    const report = reportOf("a", "failed", { checks: [{ ...check!, failures: [nasty] }] });

    const card = renderReportCard([report]);

    expect(card).toMatch(/- ``a`b # x``: @\u2060everyone boo <\u2060!channel>/u);
    expect(card).not.toMatch(/^# x/mu);
  });

  test("says that nothing was looked at", () => {
    expect(renderReportCard([])).toContain("not run");
  });
});
