import { latestReports } from "./decide-done.ts";
import { describeEvidence } from "./evidence.ts";
import type { CheckReport, GateReport, GateVerdict } from "./gate-report.ts";
import { verdictOf } from "./run-gate.ts";

const WORDS: Readonly<Record<GateVerdict, string>> = {
  passed: "passed",
  failed: "failed",
  needs_review: "needs a review",
  not_run: "not run",
};
const NAMED_FAILURES = 3;
const SHOWN_EVIDENCE = 3;
const LONGEST = 220;

/** On one line, and without what a chat would take for formatting or for somebody's name. */
function plain(text: string): string {
  const line = text.replace(/\s+/gu, " ").trim();
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return short.replace(/[*_~|<>[\]@#]/gu, (sign) => `\\${sign}`);
}

function code(text: string): string {
  return `\`${text
    .replace(/[\s`]+/gu, " ")
    .trim()
    .slice(0, LONGEST)}\``;
}

function failureLines(check: CheckReport): string[] {
  const named = check.failures.slice(0, NAMED_FAILURES).map(({ name, file, line, message }) => {
    const place = file === undefined ? "" : ` at ${code(line === undefined ? file : `${file}:${line}`)}`;
    return `  - ${code(name)}${place}${message === undefined ? "" : `: ${plain(message)}`}`;
  });
  const more = Math.max(check.counts?.failed ?? 0, check.failures.length) - named.length;
  return more > 0 && check.verdict === "failed" ? [...named, `  - and ${more} more`] : named;
}

function evidenceText(check: CheckReport): string {
  const shown = check.evidence.slice(0, SHOWN_EVIDENCE).map((evidence) => {
    const text = describeEvidence(evidence);
    // A command brings its own backticks.
    return evidence.kind === "command" ? text : plain(text);
  });
  const more = check.evidence.length - shown.length;
  if (shown.length === 0) return "none";
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function checkLines(check: CheckReport): string[] {
  const reviewer = check.reviewer === undefined ? "" : ` Reviewer: ${plain(check.reviewer)}.`;
  const head = `- ${plain(check.title)}: **${WORDS[check.verdict]}**. ${plain(check.reason)}${reviewer}`;
  return [head, ...failureLines(check), `  - Evidence: ${evidenceText(check)}`];
}

function gateLines(report: GateReport): string[] {
  const rollback = report.rollback === undefined ? [] : [`- Take the change back: ${plain(report.rollback)}`];
  const head = `**${plain(report.title)}**: ${WORDS[report.verdict]}, attempt ${report.attempt}`;
  return ["", head, ...report.checks.flatMap(checkLines), ...rollback];
}

/**
 * The card that goes with a result: each gate by its last report, with checks, evidence, reviewers and attempts.
 * Verdicts are words and not signs or colours, so that it can be read aloud.
 */
export function renderReportCard(reports: readonly GateReport[]): string {
  const latest = latestReports(reports);
  if (latest.length === 0) return "**Report card**: not run. No gate has looked at this work.";
  const verdict = verdictOf(latest.map((report) => report.verdict));
  return [`**Report card**: ${WORDS[verdict]}`, ...latest.flatMap(gateLines)].join("\n");
}
