import { expect, test } from "vitest";
import { AgentReport } from "../../../src/execution/report/agent-report.ts";
import { showResult } from "../../../src/execution/report/result-files.ts";

const FRAME = { title: "Debugging", effort: "1 step", taskId: "T1", agentId: "debug", patch: "" };

function aReport(findings: number): AgentReport {
  return AgentReport.parse({
    summary: "The pool leaks.",
    confidence: 0.9,
    findings: Array.from({ length: findings }, (_, at) => ({ text: `finding number ${at + 1}` })),
  });
}

function aPatch(lines: number): string {
  const added = Array.from({ length: lines }, (_, at) => `+line ${at + 1} of the change`).join("\n");
  return `--- a/src/pool.ts\n+++ b/src/pool.ts\n@@ -1 +1,${lines} @@\n${added}\n`;
}

test("a short report and a short patch are read in the chat", () => {
  const { body, files } = showResult({ ...FRAME, report: aReport(3), patch: aPatch(2) });

  expect(files).toEqual([]);
  expect(body).toContain("- finding number 3");
  expect(body).toContain("```diff\n--- a/src/pool.ts");
});

test("a long report is said in short, and all of it is a file", () => {
  const { body, files } = showResult({ ...FRAME, report: aReport(30) });

  expect(body).toContain("- finding number 5\n- and 25 more");
  expect(body).toContain("The whole report is in `T1-debug.md`.");
  expect(files).toMatchObject([{ name: "T1-debug.md", mediaType: "text/markdown" }]);
  expect(files[0]?.content).toContain("- finding number 30");
});

test("a long patch is a file, without what looks like a credential and with what does not show made visible", () => {
  const patch = `${aPatch(200)}+key = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"\u202e\n`;

  const { body, files } = showResult({ ...FRAME, report: aReport(1), patch });

  expect(body).toContain("The change is in `T1.diff`.");
  expect(body).not.toContain("line 1 of the change");
  expect(files).toMatchObject([{ name: "T1.diff", mediaType: "text/x-diff" }]);
  expect(files[0]?.content).toContain("+line 200 of the change");
  expect(files[0]?.content).not.toContain("ghp_abc");
  expect(files[0]?.content).toContain("\\u{202e}");
});
