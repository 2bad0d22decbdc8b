import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measurementsOf } from "../../src/facts/measured-by-gates.ts";
import { createMeasurementBook } from "../../src/facts/measurements.ts";
import type { Measurement } from "../../src/facts/measurements.ts";
import { GateReport } from "../../src/gates/gate-report.ts";

const BUILD: Measurement = {
  kind: "build",
  subject: "",
  value: "ended with 0",
  at: "2031-03-03T09:00:00.000Z",
  command: "make",
  evidence: "T1, stage build",
};
const FAST = { ...BUILD, kind: "bench", subject: "alloc", value: "100 ns" };

test("keeps the last of each kind and subject, in their order", async () => {
  const dir = join(mkdtempSync(join(tmpdir(), "measured-")), "deep");
  const book = createMeasurementBook(dir);
  expect(await book.all()).toEqual([]);

  await book.keep([BUILD, FAST, { ...FAST, subject: "free" }]);
  await createMeasurementBook(dir).keep([{ ...FAST, value: "90 ns" }]);

  expect((await book.all()).map(({ kind, subject, value }) => [kind, subject, value])).toEqual([
    ["bench", "alloc", "90 ns"],
    ["bench", "free", "100 ns"],
    ["build", "", "ended with 0"],
  ]);
  expect(readdirSync(dir)).toHaveLength(3);
});

test("passes over what cannot be read", async () => {
  const dir = mkdtempSync(join(tmpdir(), "measured-"));
  const book = createMeasurementBook(dir);
  await book.keep([BUILD]);
  writeFileSync(join(dir, "0123456789abcdef.json"), '{"kind":');
  writeFileSync(join(dir, "notes.txt"), "hello");

  expect(await book.all()).toEqual([BUILD]);
});

test("takes what commands found, good or bad, and nothing that somebody only said", () => {
  const run = { kind: "command", title: "t", command: "make", exitCode: 0, durationMs: 1 } as const;
  const counts = { passed: 41, failed: 1, skipped: 0 };
  const check = { id: "c", title: "C", verdict: "passed", reason: "" } as const;
  const report = GateReport.parse({
    gate: "g",
    title: "G",
    taskId: "T1",
    stageId: "s1",
    attempt: 1,
    verdict: "failed",
    checks: [
      { ...check, command: "build", evidence: [run] },
      { ...check, command: "test", verdict: "failed", evidence: [{ ...run, exitCode: 1, counts }] },
      {
        ...check,
        command: "bench",
        evidence: [run, { kind: "measurement", title: "alloc", value: 131, unit: "ns" }],
      },
      // An agent's claim, with evidence of its own.
      { ...check, evidence: [run, { kind: "measurement", title: "lie", value: 1, unit: "ns" }] },
      {
        ...check,
        evidence: [{ kind: "review", title: "r", reviewer: "a", approved: true, comment: "fine" }],
      },
    ],
    evidence: [],
    reviewers: [],
    at: "2031-03-03T09:00:00.000Z",
  });

  expect(measurementsOf([report]).map(({ kind, subject, value }) => `${kind} ${subject}: ${value}`)).toEqual([
    "build : ended with 0",
    "test : 41 passed, 1 failed, 0 skipped",
    "bench : ended with 0",
    "bench alloc: 131 ns",
  ]);
});
