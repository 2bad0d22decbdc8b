import { askForReview } from "./ask-for-review.ts";
import type { CheckRun } from "./ask-for-review.ts";
import { benchmarkCheck } from "./benchmark-check.ts";
import type { CheckResult } from "./check-result.ts";
import type { GateCheck } from "./gate.ts";
import type { GateDeps } from "./gate-context.ts";
import type { CheckReport, Failure } from "./gate-report.ts";
import { parseResults } from "./parse-results.ts";
import { runCommand } from "./run-command.ts";
import type { CommandRun } from "./run-command.ts";

type CommandCheck = Extract<GateCheck, { kind: "command" }>;
export type Ran = Extract<CommandRun, { kind: "ran" }>;
export type CommandCheckRun = CheckRun & { readonly check: CommandCheck };

/** Some file systems keep times to the second. */
const CLOCK_SLACK_MS = 1_000;

/** The results of this very run; a report that is older than it is no result. */
async function resultsOf(ran: Ran, deps: GateDeps): Promise<CheckResult | string> {
  const { format, file } = deps.results;
  if (file === undefined) {
    return parseResults(ran.output, format) ?? "Its output has no results that can be read.";
  }
  const report = await deps.readReport?.(file);
  if (report === undefined) return `${file} was not written.`;
  if (report.modifiedMs < ran.startedMs - CLOCK_SLACK_MS) return `${file} is from an earlier run.`;
  return parseResults(report.text, format) ?? `${file} has no results that can be read.`;
}

/** Paths as people know them, from the workspace on. */
function inWorkspace(failures: readonly Failure[], workspace: string): Failure[] {
  const prefix = workspace.endsWith("/") ? workspace : `${workspace}/`;
  return failures.map((failure) =>
    failure.file?.startsWith(prefix) === true
      ? { ...failure, file: failure.file.slice(prefix.length) }
      : failure,
  );
}

function describe(result: CheckResult): string {
  return `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped.`;
}

async function testsCheck(run: CommandCheckRun, ran: Ran): Promise<CheckReport> {
  const { id, title } = run.check;
  const result = await resultsOf(ran, run.deps);
  if (typeof result === "string") {
    const evidence = [ran.evidence];
    if (ran.ok) return askForReview(run, { why: `The command passed. ${result}`, evidence });
    return { id, title, verdict: "failed", reason: ran.why, failures: [], evidence };
  }
  const { passed, failed, skipped, passedNames } = result;
  const named = passedNames === undefined ? {} : { passedNames: [...passedNames] };
  const counts = { passed, failed, skipped };
  const failures = inWorkspace(result.failures, run.deps.workspace);
  const evidence = [{ ...ran.evidence, counts }];
  // Both have to agree: a runner may swallow its exit code, and a crash may come after good results.
  if (failed > 0 || !ran.ok) {
    const reason = [describe(result), ran.why].filter((part) => part !== "").join(" ");
    return { id, title, verdict: "failed", reason, counts, failures, ...named, evidence };
  }
  if (passed === 0) return askForReview(run, { why: "No test ran.", evidence, report: { counts } });
  return { id, title, verdict: "passed", reason: describe(result), counts, failures: [], ...named, evidence };
}

async function judge(run: CommandCheckRun, ran: Ran): Promise<CheckReport> {
  const { id, title, expect } = run.check;
  if (expect === "tests") return testsCheck(run, ran);
  if (!ran.ok)
    return { id, title, verdict: "failed", reason: ran.why, failures: [], evidence: [ran.evidence] };
  if (expect === "benchmarks") return benchmarkCheck(run, ran);
  return { id, title, verdict: "passed", reason: "It ended with 0.", failures: [], evidence: [ran.evidence] };
}

/** Runs a command and reads what came of it; where nothing can be run or read, a reviewer is asked. */
export async function commandCheck(run: CommandCheckRun): Promise<CheckReport> {
  const { command, title } = run.check;
  const ran = await runCommand(command, title, run.deps);
  if (ran.kind === "impossible") return askForReview(run, { why: ran.why });
  return { ...(await judge(run, ran)), command };
}
