import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inProject, readJson } from "./project.mjs";
import { runInPlace } from "./run-command.mjs";

/** Runs vitest with these arguments; the numbers of tests come from its JSON report. */
export async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-vitest-"));
  const report = join(folder, "report.json");
  try {
    const vitest = inProject("node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await runInPlace(process.execPath, [vitest, "run", ...reporters, ...args]);
    return { code, ...count(readJson(report), code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that could not even be loaded has no tests to count, and counts as a failed one. */
function count(report, code) {
  const files = report?.testResults ?? [];
  const unloaded = files.filter((file) => file.status === "failed" && !hasFailedTest(file)).length;
  const failed = (report?.numFailedTests ?? 0) + unloaded;
  return {
    passed: report?.numPassedTests ?? 0,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

function hasFailedTest(file) {
  return file.assertionResults.some((test) => test.status === "failed");
}

export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line of every test run, alone on its line. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
