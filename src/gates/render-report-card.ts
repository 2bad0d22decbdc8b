import { latestReports } from "./decide-done.ts";
import { toInlineCode, toInlineText } from "../execution/brief-text.ts";
import { describeEnding, describeEvidence } from "./evidence.ts";
import { shorten } from "../text/shorten.ts";
import type { Evidence } from "./evidence.ts";
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

function plain(text: string): string {
  return toInlineText(text, LONGEST);
}

function code(text: string): string {
  return toInlineCode(shorten(text, LONGEST));
}

function failureLines(check: CheckReport): string[] {
  const named = check.failures.slice(0, NAMED_FAILURES).map(({ name, file, line, message }) => {
    const place = file === undefined ? "" : ` at ${code(line === undefined ? file : `${file}:${line}`)}`;
    return `  - ${code(name)}${place}${message === undefined ? "" : `: ${plain(message)}`}`;
  });
  const more = Math.max(check.counts?.failed ?? 0, check.failures.length) - named.length;
  return more > 0 && check.verdict === "failed" ? [...named, `  - and ${more} more`] : named;
}

function oneEvidence(evidence: Evidence): string {
  if (evidence.kind === "command") return `${code(evidence.command)} ${describeEnding(evidence)}`;
  // What was said stands in the reason already.
  if (evidence.kind === "review") return `the review by ${plain(evidence.reviewer)}`;
  return plain(describeEvidence(evidence));
}

function evidenceText(check: CheckReport): string {
  const all = [...new Set(check.evidence.map((evidence) => oneEvidence(evidence)))];
  const shown = all.slice(0, SHOWN_EVIDENCE);
  const more = all.length - shown.length;
  if (shown.length === 0) return "none";
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function sentence(text: string): string {
  const said = text.trim();
  return said === "" || /[.!?]$/u.test(said) ? said : `${said}.`;
}

function checkLines(check: CheckReport): string[] {
  const { reviewer, verdict, reason, evidence } = check;
  const by = reviewer === undefined || reason.includes(reviewer) ? "" : ` Reviewer: ${plain(reviewer)}.`;
  const head = `- ${plain(check.title)}: **${WORDS[verdict]}**. ${plain(sentence(reason))}${by}`;
  // What nobody has looked at yet has nothing to show.
  const shown =
    verdict === "needs_review" && evidence.length === 0 ? [] : [`  - Evidence: ${evidenceText(check)}`];
  return [head, ...failureLines(check), ...shown];
}

function gateLines(report: GateReport): string[] {
  const rollback = report.rollback === undefined ? [] : [`- Take the change back: ${plain(report.rollback)}`];
  const checks = report.checks.length === 1 ? "1 check" : `${report.checks.length} checks`;
  const by = report.reviewers.length === 0 ? "" : `, reviewed by ${plain(report.reviewers.join(", "))}`;
  const who = report.verdict === "needs_review" ? "" : by;
  const head = `**${plain(report.title)}**: ${WORDS[report.verdict]}, attempt ${report.attempt}, ${checks}${who}`;
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
