import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GateDeps } from "../../src/gates/gate-context.ts";
import { GateVerdict } from "../../src/gates/gate-report.ts";
import { Gate } from "../../src/gates/gate.ts";
import { createReportReader } from "../../src/gates/create-report-reader.ts";
import { settleReview, verdictOf } from "../../src/gates/run-gate.ts";
import { standardGates } from "./standard-gates.ts";
import { claimsCheckOf, commandCheckOf, createGateRig, reviewCheck, scriptLine } from "./rig.ts";

const TAP_GOOD = 'console.log("TAP version 13\\n1..2\\nok 1 - a\\nok 2 - b")';
const TAP_BAD = 'console.log("TAP version 13\\n1..2\\nok 1 - a\\nnot ok 2 - b")';

describe("a command", () => {
  test("that ends with 0 passes, with evidence", async () => {
    const build = scriptLine('console.log("built")');
    const { run } = createGateRig({ commands: { build } });

    const report = await run([commandCheckOf("success", "build")]);

    expect(report).toMatchObject({ verdict: "passed", attempt: 1, reviewers: [] });
    expect(report.evidence).toMatchObject([
      { kind: "command", command: build, exitCode: 0, excerpt: "built" },
    ]);
  });

  test("that ends with something else fails, and the end of its output is kept", async () => {
    const { run } = createGateRig({
      commands: { build: scriptLine('console.error("E0308"); process.exit(101)') },
    });

    const report = await run([commandCheckOf("success", "build")]);

    expect(report).toMatchObject({ verdict: "failed", checks: [{ reason: "It ended with 101." }] });
    expect(report.evidence).toMatchObject([{ exitCode: 101, excerpt: "E0308" }]);
  });

  test("of several steps stops at the first that fails", async () => {
    const build = `${scriptLine('console.log("one")')} && ${scriptLine("process.exit(2)")} && ${scriptLine('console.log("three")')}`;
    const { run } = createGateRig({ commands: { build } });

    const report = await run([commandCheckOf("success", "build")]);

    expect(report.evidence).toMatchObject([{ exitCode: 2, excerpt: "one" }]);
  });

  test("that runs too long fails", async () => {
    const { run } = createGateRig({
      commands: { build: scriptLine("setInterval(() => {}, 1000)") },
      timeoutMs: 400,
    });

    expect(await run([commandCheckOf("success", "build")])).toMatchObject({
      verdict: "failed",
      evidence: [{ exitCode: null }],
    });
  });

  test.each([
    ["there is none", {}, 'no command "build"'],
    ["it needs a shell", { build: "make | tee log" }, "needs a shell"],
    ["its program is missing", { build: "no-such-program" }, "could not be started"],
  ])("is replaced by a reviewer where %s, and never by an author", async (_, commands, why) => {
    const { run, asked } = createGateRig({ commands });

    const report = await run([commandCheckOf("success", "build")]);

    expect(report).toMatchObject({ verdict: "needs_review", reviewers: ["truth_validator"], evidence: [] });
    expect(asked).toMatchObject([
      { key: "T1.s1.code_quality.build.a1", reviewer: "truth_validator", why: expect.stringContaining(why) },
    ]);
  });
});

describe("tests", () => {
  async function withOutput(source: string, more: Partial<GateDeps> = {}) {
    const rig = createGateRig({ commands: { test: scriptLine(source) }, ...more });
    return { ...rig, report: await rig.run([commandCheckOf("tests")]) };
  }

  test("pass with results that can be read", async () => {
    const { report } = await withOutput(TAP_GOOD);

    expect(report).toMatchObject({
      verdict: "passed",
      checks: [{ counts: { passed: 2, failed: 0, skipped: 0 }, reason: "2 passed, 0 failed, 0 skipped." }],
      evidence: [{ counts: { passed: 2 } }],
    });
  });

  test("fail although the exit code is 0", async () => {
    const { report } = await withOutput(TAP_BAD);

    expect(report).toMatchObject({ verdict: "failed", checks: [{ failures: [{ name: "b" }] }] });
  });

  test("fail with good results and a bad exit code", async () => {
    const { report } = await withOutput(`${TAP_GOOD}; process.exitCode = 1`);

    expect(report).toMatchObject({
      verdict: "failed",
      checks: [{ reason: expect.stringContaining("ended with 1") }],
    });
  });

  test("without readable results are for a reviewer, who sees what ran", async () => {
    const { report, asked } = await withOutput('console.log("looks good to me")');

    expect(report.verdict).toBe("needs_review");
    expect(asked).toMatchObject([{ evidence: [{ kind: "command", exitCode: 0 }] }]);
  });

  test("of which none ran are for a reviewer", async () => {
    const { report, asked } = await withOutput('console.log("no tests ran in 0.01s")');

    expect(report.verdict).toBe("needs_review");
    expect(asked[0]?.why).toBe("No test ran.");
  });

  test("name their failures from the workspace on", async () => {
    const rig = createGateRig();
    const source = `console.log("TAP version 13\\n1..1\\nnot ok 1 - a\\n  ---\\n  location: ${rig.workspace}/src/a.ts:7:1\\n  ...")`;
    const { deps } = rig;

    const { report } = await withOutput(source, { workspace: deps.workspace });

    expect(report.checks[0]?.failures).toEqual([{ name: "a", file: "src/a.ts", line: 7 }]);
  });

  describe("in a file", () => {
    const xml = "<testsuite><testcase name='a'/></testsuite>";

    function rigWith(source: string) {
      const rig = createGateRig({ commands: { test: scriptLine(source) } });
      const reports = { results: { format: "junit" as const, file: "junit.xml" } };
      const { run } = createGateRig({
        ...rig.deps,
        ...reports,
        readReport: createReportReader(rig.workspace),
      });
      return { run, workspace: rig.workspace, asked: rig.asked };
    }

    test("are read from what the command wrote", async () => {
      const { run } = rigWith(
        `require("node:fs").writeFileSync("junit.xml", "${xml.replaceAll("'", "&apos;").replaceAll("&apos;", '\\"')}")`,
      );

      expect(await run([commandCheckOf("tests")])).toMatchObject({
        verdict: "passed",
        checks: [{ counts: { passed: 1 } }],
      });
    });

    test("of an earlier run do not count", async () => {
      const { run, workspace, asked } = rigWith("0");
      const file = join(workspace, "junit.xml");
      writeFileSync(file, xml);
      utimesSync(file, new Date(0), new Date(0));

      expect((await run([commandCheckOf("tests")])).verdict).toBe("needs_review");
      expect(asked[0]?.why).toContain("from an earlier run");
    });
  });
});

describe("benchmarks", () => {
  const baseline = {
    machine: "m1",
    at: "2031-03-01T00:00:00.000Z",
    measurements: [{ name: "matmul", value: 100, unit: "ns", better: "lower" as const }],
  };
  const store = { read: async () => baseline, write: async () => undefined };

  async function measured(value: number, more: Partial<GateDeps> = {}) {
    const bench = scriptLine(`console.log("test matmul ... bench: ${value} ns/iter (+/- 2)")`);
    const rig = createGateRig({ commands: { bench }, baselines: store, ...more });
    return { ...rig, report: await rig.run([commandCheckOf("benchmarks", "bench")]) };
  }

  test("pass under the first bound", async () => {
    const { report } = await measured(104);

    expect(report).toMatchObject({
      verdict: "passed",
      evidence: [{ kind: "command" }, { kind: "measurement", baseline: 100 }],
    });
    expect(report.rollback).toBeUndefined();
  });

  test("are asked about between the bounds", async () => {
    const { report, asked } = await measured(110);

    expect(report.verdict).toBe("needs_review");
    expect(asked).toMatchObject([
      { why: "matmul is 10.0 % slower than before.", evidence: [{}, { kind: "measurement" }] },
    ]);
  });

  test("fail above the second, and ask for the change to be taken back", async () => {
    const { report } = await measured(130);

    expect(report).toMatchObject({ verdict: "failed", rollback: "matmul is 30.0 % slower than before." });
  });

  test("without a baseline, or of another machine, are asked about", async () => {
    const none = await measured(100, { baselines: { ...store, read: async () => undefined } });
    const other = await measured(100, { machine: "m2" });

    expect(none.asked[0]?.why).toBe("There is no baseline to compare with.");
    expect(other.asked[0]?.why).toContain("another machine");
  });

  test("whose baseline cannot be read are not run", async () => {
    const broken = { ...store, read: async () => Promise.reject(new Error("no JSON")) };

    const { report } = await measured(100, { baselines: broken });

    expect(report).toMatchObject({
      verdict: "not_run",
      checks: [{ reason: expect.stringContaining("no JSON") }],
    });
  });
});

describe("claims", () => {
  const link = { kind: "reference" as const, title: "commit", target: "3f9c1e2" };

  test("without evidence fail, and are named", async () => {
    const claims = [
      { text: "all tests pass", evidence: [] },
      { text: "it is released", evidence: [link] },
    ];

    const report = await createGateRig().run([claimsCheckOf], { claims });

    expect(report).toMatchObject({ verdict: "failed", checks: [{ failures: [{ name: "all tests pass" }] }] });
  });

  test("with evidence against them fail", async () => {
    const red = {
      kind: "command" as const,
      title: "t",
      command: "npm test",
      exitCode: 1,
      durationMs: 5,
      excerpt: "",
    };

    const report = await createGateRig().run([claimsCheckOf], {
      claims: [{ text: "green", evidence: [red] }],
    });

    expect(report.verdict).toBe("failed");
  });

  test("with evidence still need somebody to say that it fits", async () => {
    const report = await createGateRig().run([claimsCheckOf], {
      claims: [{ text: "released", evidence: [link] }],
    });

    expect(report).toMatchObject({ verdict: "needs_review", reviewers: ["truth_validator"] });
  });
});

describe("a review", () => {
  test("that approves passes and is evidence", async () => {
    const { run } = createGateRig({
      askReviewer: async () => ({ kind: "approved", by: "amara", comment: "clean" }),
    });

    expect(await run([reviewCheck])).toMatchObject({
      verdict: "passed",
      reviewers: ["amara"],
      evidence: [{ kind: "review", reviewer: "amara", approved: true, comment: "clean" }],
    });
  });

  test("that asks for changes fails", async () => {
    const { run } = createGateRig({
      askReviewer: async () => ({ kind: "changes_requested", by: "amara", comment: "rename" }),
    });

    expect(await run([reviewCheck])).toMatchObject({
      verdict: "failed",
      checks: [{ reason: expect.stringContaining("rename") }],
    });
  });

  test("by an author counts for nothing", async () => {
    const { run } = createGateRig({
      askReviewer: async () => ({ kind: "approved", by: "code", comment: "mine is fine" }),
    });

    expect(await run([reviewCheck])).toMatchObject({ verdict: "needs_review", evidence: [] });
  });

  test("is for a person when all reviewers had a part in the work", async () => {
    const { run, asked } = createGateRig();

    const report = await run([reviewCheck], { authors: ["code", "truth_validator"] });

    expect(report).toMatchObject({ verdict: "needs_review", reviewers: [] });
    expect(asked).toEqual([]);
  });

  test("that cannot be asked for leaves the gate open", async () => {
    const { run } = createGateRig({ askReviewer: async () => Promise.reject(new Error("chat is down")) });

    expect(await run([reviewCheck])).toMatchObject({
      verdict: "needs_review",
      checks: [{ reason: expect.stringContaining("chat is down") }],
    });
  });

  test("settles a report that waits for it, without running anything again", async () => {
    const { run } = createGateRig();
    const open = await run([reviewCheck]);
    const late = { check: "review", authors: ["code"], nowMs: 0 };

    const self = settleReview(open, { ...late, answer: { kind: "approved", by: "code", comment: "" } });
    const good = settleReview(open, {
      ...late,
      answer: { kind: "approved", by: "truth_validator", comment: "ok" },
    });
    const twice = settleReview(good, {
      ...late,
      answer: { kind: "changes_requested", by: "amara", comment: "no" },
    });

    expect(self.verdict).toBe("needs_review");
    expect(good).toMatchObject({ verdict: "passed", evidence: [{ kind: "review" }] });
    expect(twice.verdict).toBe("passed");
  });
});

test("a check that breaks takes no other along, and the gate does not pass", async () => {
  const { run } = createGateRig({
    commands: { test: scriptLine(TAP_GOOD), bench: scriptLine('console.log("test a ... bench: 1 ns/iter")') },
    baselines: { read: async () => Promise.reject(new Error("disk")) },
  });

  const report = await run([commandCheckOf("benchmarks", "bench"), commandCheckOf("tests")]);

  expect(report.checks.map(({ verdict }) => verdict)).toEqual(["not_run", "passed"]);
  expect(report.verdict).toBe("needs_review");
});

describe("one verdict out of many", () => {
  const verdicts = fc.array(fc.constantFrom(...GateVerdict.options), { maxLength: 8 });

  test("is the same in any order", () => {
    fc.assert(
      fc.property(verdicts, fc.infiniteStream(fc.nat()), (all, keys) => {
        const shuffled = all
          .map((verdict) => ({ verdict, key: keys.next().value }))
          .toSorted((a, b) => a.key - b.key);

        expect(verdictOf(shuffled.map(({ verdict }) => verdict))).toBe(verdictOf(all));
      }),
    );
  });

  test("passes only when everything passed, and there was something", () => {
    fc.assert(
      fc.property(verdicts, (all) => {
        expect(verdictOf(all) === "passed").toBe(
          all.length > 0 && all.every((verdict) => verdict === "passed"),
        );
        expect(verdictOf([...all, "failed"])).toBe("failed");
      }),
    );
  });
});

test("a report that is a link out of the workspace is not read", async () => {
  const { workspace } = createGateRig();
  symlinkSync("/etc/hostname", join(workspace, "junit.xml"));

  expect(await createReportReader(workspace)("junit.xml")).toBeUndefined();
  expect(await createReportReader(workspace)("../../etc/hostname")).toBeUndefined();
});

test("the standard gates are sound: six, each check with a second reviewer", () => {
  expect(standardGates.map((gate) => Gate.parse(gate).id)).toEqual([
    "code_quality",
    "integration_quality",
    "truth_validation",
    "commercial_readiness",
    "performance",
    "documentation",
  ]);
  for (const check of standardGates.flatMap((gate) => gate.checks))
    expect(new Set(check.reviewers).size).toBeGreaterThan(1);
});
