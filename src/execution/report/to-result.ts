import type { Evidence } from "../../gates/evidence.ts";
import type { HandoffDraft } from "../../hooks/handoff-package.ts";
import type { Agent } from "../../agents/agent.ts";
import type { AgentResult, AssignmentRole, ResultUsage } from "../../tasks/task.ts";
import { toInlineText } from "../brief-text.ts";
import type { WorkRecord } from "../loop/work-record.ts";
import type { AgentReport } from "./agent-report.ts";
import { describeEffort } from "./describe-work.ts";
import { showResult } from "./result-files.ts";

export interface Reported {
  readonly report: AgentReport;
  readonly record: WorkRecord;
  readonly usage: ResultUsage;
  readonly agent: Pick<Agent, "id" | "title">;
  readonly taskId: string;
  /** What the task has changed so far, as a unified diff; empty: nothing. */
  readonly patch: string;
  readonly role: AssignmentRole;
  /** Rounds of its stage are joint work, in which everybody may ask for another one. */
  readonly isJoint: boolean;
  /** What made the agent end before it was through. */
  readonly limit?: string;
}

const SUMMARY_CHARS = 600;
const MAX_TRIED = 20;

function located({ text, file, line }: AgentReport["findings"][number]): string {
  if (file === undefined || file === "") return text;
  return `${text} (${line === undefined ? file : `${file}:${line}`})`;
}

/** What its tools confirmed comes first; what the model only says is a place to look, and so a reference. */
function evidenceOf({ report, record }: Reported): Evidence[] {
  const said = [
    ...report.evidence.map(({ title, target, line }) => ({ title, target, line })),
    ...report.findings.flatMap(({ file, line }) =>
      file === undefined || file === "" ? [] : [{ title: "place of a finding", target: file, line }],
    ),
  ];
  return [
    ...record.evidence,
    ...said.map(({ title, target, line }): Evidence => ({
      kind: "reference",
      title,
      target,
      ...(line === undefined ? {} : { line }),
    })),
  ];
}

function toHandoff(reported: Reported): HandoffDraft {
  const { report, record, limit } = reported;
  const evidence = evidenceOf(reported);
  const tried = record.steps
    .slice(-MAX_TRIED)
    .map(({ text, isError }) => (isError ? `${text} (failed)` : text));
  const { findings, changes, nextSteps, blockers } = report;
  return {
    findings: findings.length === 0 ? [report.summary] : findings.map(located),
    // What was really changed, with the model's words where it has some.
    artifacts: record.changed.map((path) => {
      const what = changes.find(({ file }) => file === path)?.what;
      return what === undefined ? path : `${path}: ${what}`;
    }),
    openQuestions: limit === undefined ? blockers : [...blockers, `Ended at its limit of ${limit}.`],
    tried: tried.length === 0 ? ["answered from what it was given, without tools"] : tried,
    nextSteps: nextSteps.length === 0 ? ["Read the findings and go on with the next stage."] : nextSteps,
    ...(evidence.length === 0 ? {} : { evidence }),
  };
}

function mayWantChanges({ role, isJoint }: Reported): boolean {
  return role === "reviewer" || role === "gate" || isJoint;
}

/** A report as the result of an assignment, with its handoff package. */
export function toResult(reported: Reported): AgentResult {
  const { report, record, usage, agent, limit, taskId, patch } = reported;
  const cost =
    usage.cost === undefined ? undefined : { amount: usage.cost, currency: usage.currency ?? "USD" };
  const effort = describeEffort(record, { cost, durationMs: usage.durationMs });
  const ended = limit === undefined ? effort : `${effort} · ended at its limit of ${limit}`;
  const wants = mayWantChanges(reported) ? (report.wantsChanges ?? "") : "";
  const { title, id: agentId } = agent;
  const { body, files } = showResult({ report, taskId, agentId, title, effort: ended, patch });
  return {
    summary: toInlineText(report.summary, SUMMARY_CHARS),
    body,
    madeBy: usage.models.join(", "),
    ...(wants === "" ? {} : { changes: wants }),
    handoff: toHandoff(reported),
    usage,
    ...(files.length === 0 ? {} : { files: [...files] }),
  };
}
