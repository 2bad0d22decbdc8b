import type { BaselinePlace } from "./benchmarks/stored-baselines.ts";
import type { Evidence, Figure } from "./evidence.ts";
import type { CheckReport, GateReport } from "./gate-report.ts";

/** What the real checks of a stage's gates found out, for whoever remembers it. */
export interface GateFindings {
  /** Where it was run: task, stage, attempt. */
  readonly run: string;
  readonly at: string;
  /** By name; a suite whose results name nothing that failed goes by its command. */
  readonly tests: { readonly failed: readonly string[]; readonly passed: readonly string[] };
  /** Everything that was measured, whatever the verdict. */
  readonly figures: readonly Figure[];
  /** Figures of checks that did not fail, and what reviewers said of them: what a baseline may move to. */
  readonly acceptable: readonly Evidence[];
  readonly place: BaselinePlace;
}

/** A run of tests that broke without naming a test is known by its command. */
function suiteOf({ evidence }: CheckReport): string[] {
  const [run] = evidence;
  return run?.kind === "command" ? [run.command] : [];
}

function failedIn(check: CheckReport): string[] {
  if (check.verdict !== "failed") return [];
  return check.failures.length === 0 ? suiteOf(check) : check.failures.map(({ name }) => name);
}

function passedIn(check: CheckReport): string[] {
  return [...(check.passedNames ?? []), ...(check.verdict === "passed" ? suiteOf(check) : [])];
}

function isFigure(evidence: Evidence): evidence is Figure {
  return evidence.kind === "measurement";
}

/**
 * The findings of the gates of one stage. Only commands that ran count: what agents hand in as evidence of a claim is
 * not measured by anybody here.
 */
export function findingsOf(reports: readonly GateReport[], place: BaselinePlace): GateFindings | undefined {
  const [first] = reports;
  if (first === undefined) return undefined;
  const checks = reports.flatMap((report) => report.checks);
  const tests = checks.filter(({ command }) => command === "test");
  const benches = checks.filter(({ command }) => command === "bench");
  const failed = [...new Set(tests.flatMap(failedIn))];
  // A name in both lists stands for two tests, or for one that is not to be relied on.
  const passed = [...new Set(tests.flatMap(passedIn))].filter((name) => !failed.includes(name));
  const { taskId, stageId, attempt, at } = first;
  return {
    run: [taskId, ...(stageId === undefined ? [] : [stageId]), `a${attempt}`].join("."),
    at,
    tests: { failed, passed },
    figures: benches.flatMap(({ evidence }) => evidence.filter(isFigure)),
    acceptable: benches.flatMap(({ verdict, evidence }) => (verdict === "failed" ? [] : evidence)),
    place,
  };
}
