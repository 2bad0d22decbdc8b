import { formatDate } from "../calendar/dates.ts";
import type { Risk } from "../risks/risk.ts";
import { isOverdue } from "../risks/risk.ts";
import type { BlockedLine } from "../standups/team-work.ts";
import { formatBlocked, formatList, plainTitle } from "../standups/format-lines.ts";
import type { SprintGoal } from "../sprint/sprint-plan.ts";
import type { KpiRow } from "./kpi-rows.ts";
import { countEnded } from "./week-figures.ts";
import type { WeekFigures } from "./week-figures.ts";

export interface WeeklyReport {
  readonly teamName: string;
  /** The first date of the week. */
  readonly week: string;
  readonly nowMs: number;
  readonly figures: WeekFigures;
  readonly before?: WeekFigures | undefined;
  /** Goals that the team agreed to; absent: it agreed to none. */
  readonly goals?: readonly (SprintGoal & { readonly isDone: boolean })[] | undefined;
  readonly kpis: readonly KpiRow[];
  readonly risks: readonly Risk[];
  readonly blocked: readonly BlockedLine[];
  /** What the next week begins with, the first first. */
  readonly next: readonly string[];
  readonly nameOf: (who: string) => string;
}

function change(now: number, before: number | undefined): string {
  if (before === undefined || before === now) return "";
  return ` (${now > before ? "+" : "−"}${Math.abs(now - before)})`;
}

function summary({ figures, before }: WeeklyReport): string {
  const done = countEnded(figures, "done");
  const failed = countEnded(figures, "failed");
  const earlier = before === undefined ? undefined : countEnded(before, "done");
  const parts = [
    `**${done}** done${change(done, earlier)}`,
    `**${figures.opened}** opened${change(figures.opened, before?.opened)}`,
    ...(failed === 0 ? [] : [`**${failed}** failed`]),
    `${figures.handoffs.passedOn} handoffs, ${figures.handoffs.sentBack} sent back`,
    `${figures.blockers.raised} blockers raised, ${figures.blockers.cleared} cleared`,
  ];
  return parts.join(" · ");
}

function goalLines({ goals }: WeeklyReport): string[] {
  if (goals === undefined) return ["- No plan was agreed to this week."];
  const done = goals.filter(({ isDone }) => isDone).length;
  const open = goals.filter(({ isDone }) => !isDone);
  return [
    `- ${done} of ${goals.length} met`,
    ...formatList(
      open.map(({ id, title }) => `Open: **${id}** ${plainTitle(title)}`),
      "`/plan` of each has the rest",
    ),
  ];
}

function kpiLine(row: KpiRow): string {
  if ("missing" in row) return `- ${row.title}: **missing**, ${row.missing}`;
  const mark = row.isMet === undefined ? "" : row.isMet ? "✓ " : "✗ ";
  const target = row.target === undefined ? "" : `, target ${row.target}`;
  return `- ${mark}${row.title}: **${row.text}**${target} (${row.source})`;
}

function riskLines({ risks, blocked, nameOf, nowMs }: WeeklyReport): string[] {
  const open = risks.filter(({ closed }) => closed === undefined);
  const lines = open.map((risk) => {
    const due =
      risk.due === undefined ? "" : `, ${isOverdue(risk, nowMs) ? "**overdue since**" : "by"} ${risk.due}`;
    return `**${risk.id}** ${plainTitle(risk.title)} (${risk.level}${due}): ${plainTitle(risk.mitigation)}`;
  });
  const stuck = blocked.map((line) => formatBlocked(line, { nowMs, nameOf }));
  return [...formatList(lines, "`/risks`"), ...formatList(stuck)];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `**${title}**`, ...lines];
}

/** The week on one screen; the same input makes the same text. */
export function renderWeekly(report: WeeklyReport): string {
  return [
    `**Week of ${report.teamName}**, from ${formatDate(report.week)}`,
    summary(report),
    ...section("Goals", goalLines(report)),
    ...section("Figures", report.kpis.map(kpiLine)),
    ...section("Risks and what is stuck", riskLines(report)),
    ...section("For the next week", formatList(report.next)),
  ].join("\n");
}

/** Whether anything happened that a report could tell of. */
export function isQuietWeek({
  figures,
  goals,
  blocked,
}: Pick<WeeklyReport, "figures" | "goals" | "blocked">): boolean {
  const happened = figures.opened + figures.ended.size + figures.blockers.raised + blocked.length;
  return happened === 0 && goals === undefined;
}
