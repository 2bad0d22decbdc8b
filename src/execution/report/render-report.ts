import { silenceMentions, toInlineCode, toInlineText, toListText } from "../brief-text.ts";
import { shorten } from "../../text/shorten.ts";
import type { AgentReport, ReportFinding } from "./agent-report.ts";

const MAX_LINES = 12;
const LINE_CHARS = 300;
const SUMMARY_CHARS = 1_200;
/** A reply that people read in a chat. */
const MAX_CHARS = 3_500;

function place({ file, line }: Pick<ReportFinding, "file" | "line">): string {
  if (file === undefined || file === "") return "";
  return ` ${toInlineCode(line === undefined ? file : `${file}:${line}`)}`;
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MAX_LINES ? [`- and ${lines.length - MAX_LINES} more`] : [];
  return [[`**${title}**`, ...lines.slice(0, MAX_LINES).map((line) => `- ${line}`), ...more].join("\n")];
}

function text(line: string): string {
  return toListText(line, LINE_CHARS);
}

/** What a model wrote, for people: the short answer, the rest as lists, and at the end what it took. */
export function renderReport(
  report: AgentReport,
  { title, effort }: { title: string; effort: string },
): string {
  const { findings, changes, evidence, nextSteps, blockers, wantsChanges } = report;
  const body = [
    `**${toInlineText(title, 60)}**: ${toListText(report.summary, SUMMARY_CHARS)}`,
    ...section("Wants changed", wantsChanges ? [text(wantsChanges)] : []),
    ...section(
      "Findings",
      findings.map((finding) => `${text(finding.text)}${place(finding)}`),
    ),
    ...section(
      "Changes",
      changes.map(({ file, what }) => `${toInlineCode(file)}: ${text(what)}`),
    ),
    ...section(
      "Evidence",
      evidence.map(({ title: shows, target, line }) => `${text(shows)}${place({ file: target, line })}`),
    ),
    ...section("Blockers", blockers.map(text)),
    ...section("Next", nextSteps.map(text)),
  ].join("\n\n");
  const foot = `_${Math.round(report.confidence * 100)} % sure · ${effort}_`;
  return `${shorten(silenceMentions(body), MAX_CHARS - foot.length)}\n\n${foot}`;
}
