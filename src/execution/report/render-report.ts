import { silenceMentions, toInlineCode, toInlineText, toListText } from "../brief-text.ts";
import { shorten } from "../../text/shorten.ts";
import type { AgentReport, ReportFinding } from "./agent-report.ts";

/** How much of a report is shown. */
export interface ReportBounds {
  /** Of each list. */
  readonly lines: number;
  readonly lineChars: number;
  readonly chars: number;
}

/** A reply that people read in a chat. */
export const IN_CHAT: ReportBounds = { lines: 12, lineChars: 300, chars: 3_500 };
/** Beside a file with everything. */
export const IN_SHORT: ReportBounds = { lines: 5, lineChars: 200, chars: 1_800 };
/** For the file. */
export const WHOLE: ReportBounds = { lines: 1_000, lineChars: 2_000, chars: 200_000 };

const SUMMARY_CHARS = 1_200;

function place({ file, line }: Pick<ReportFinding, "file" | "line">): string {
  if (file === undefined || file === "") return "";
  return ` ${toInlineCode(line === undefined ? file : `${file}:${line}`)}`;
}

function section(title: string, lines: readonly string[], bounds: ReportBounds): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > bounds.lines ? [`- and ${lines.length - bounds.lines} more`] : [];
  return [[`**${title}**`, ...lines.slice(0, bounds.lines).map((line) => `- ${line}`), ...more].join("\n")];
}

export interface ReportFrame {
  /** Of the agent. */
  readonly title: string;
  /** What it took, in one line. */
  readonly effort: string;
}

/** What a model wrote, for people: the short answer, the rest as lists, and at the end what it took. */
export function renderReport(
  report: AgentReport,
  { title, effort }: ReportFrame,
  bounds: ReportBounds = IN_CHAT,
): string {
  const { findings, changes, evidence, nextSteps, blockers, wantsChanges } = report;
  const text = (line: string) => toListText(line, bounds.lineChars);
  const list = (name: string, lines: readonly string[]) => section(name, lines, bounds);
  const body = [
    `**${toInlineText(title, 60)}**: ${toListText(report.summary, SUMMARY_CHARS)}`,
    ...list("Wants changed", wantsChanges ? [text(wantsChanges)] : []),
    ...list(
      "Findings",
      findings.map((finding) => `${text(finding.text)}${place(finding)}`),
    ),
    ...list(
      "Changes",
      changes.map(({ file, what }) => `${toInlineCode(file)}: ${text(what)}`),
    ),
    ...list(
      "Evidence",
      evidence.map(({ title: shows, target, line }) => `${text(shows)}${place({ file: target, line })}`),
    ),
    ...list("Blockers", blockers.map(text)),
    ...list("Next", nextSteps.map(text)),
  ].join("\n\n");
  const foot = `_${Math.round(report.confidence * 100)} % sure · ${effort}_`;
  return `${shorten(silenceMentions(body), bounds.chars - foot.length)}\n\n${foot}`;
}
