import type { GateDeps } from "../gates/gate-context.ts";
import type { GateReport } from "../gates/gate-report.ts";
import { renderReportCard } from "../gates/render-report-card.ts";
import { runGate } from "../gates/run-gate.ts";
import type { Gate as GateRule } from "../orchestration/rules/gate-rules.ts";
import type { AgentResult, Assignment, StageReport } from "../tasks/task.ts";
import { evidenceOf } from "./evidence-of.ts";
import { isWorker } from "./stage-state.ts";
import type { StageVerdict } from "./plan-event.ts";
import type { StageChecks, StageJudgement } from "./stage-checks.ts";
import { toGate } from "./to-gate.ts";

/** What is different from the workspace; empty when nothing is. */
export type GatePlace = Partial<Pick<GateDeps, "workspace" | "runProcess" | "readReport">>;

export interface StageChecksDeps {
  /** As the rules are now. */
  readonly gates: () => readonly GateRule[];
  readonly gateDeps: () => Omit<GateDeps, "signal">;
  /** Where the commands of gates run for a task that has a working copy of its own; absent: all in the workspace. */
  readonly placeOf?: (taskId: string) => Promise<GatePlace>;
  /** Runs one hook that a stage names and says what became of it. */
  readonly runHook: (hook: string, judgement: StageJudgement) => Promise<readonly StageReport[]>;
}

interface Work {
  readonly assignments: readonly Assignment[];
  readonly results: readonly AgentResult[];
}

/** What the stage is judged by: all work of the plan so far, and who did it. */
function workOf({ task, results }: StageJudgement): Work {
  const assignments = task.plan.stages
    .flatMap((stage) => stage.assignments)
    .filter(({ role, state }) => isWorker(role) && state === "done");
  const found = assignments.flatMap(({ result }) => {
    const one = result === undefined ? undefined : results.get(result);
    return one === undefined ? [] : [one];
  });
  return { assignments, results: found };
}

function toStageReport(report: GateReport): StageReport {
  const open = report.checks.filter(({ verdict }) => verdict !== "passed");
  const summary = open.length === 0 ? "All its checks passed." : open.map(({ reason }) => reason).join(" ");
  const { gate, title, verdict, attempt, reviewers } = report;
  return { kind: "gate", id: gate, title, verdict, attempt, summary, reviewers };
}

/** Advice changes nothing that a gate could look at; to call that passed would be a lie, to fail it a nuisance. */
function notJudged({ stage, attempt }: StageJudgement, gates: readonly GateRule[]): StageReport[] {
  return stage.gates.map((id): StageReport => ({
    kind: "gate",
    id,
    title: gates.find((gate) => gate.id === id)?.title ?? id,
    verdict: "not_run",
    attempt,
    summary: "Nothing was done so far that it could judge.",
    reviewers: [],
  }));
}

function missingGate(id: string, attempt: number): StageReport {
  const summary = "The rules have no gate of this name any more.";
  return { kind: "gate", id, title: id, verdict: "not_run", attempt, summary, reviewers: [] };
}

/** Failed goes back, a gate that is open asks a person, and so does one that could not run: not run is not passed. */
function verdictOf(reports: readonly StageReport[], card: string): StageVerdict {
  const gates = reports.filter(({ kind }) => kind === "gate");
  const blocked = reports.filter(({ kind, verdict }) => kind === "hook" && verdict === "blocked");
  const failed = gates.filter(({ verdict }) => verdict === "failed");
  const open = gates.filter(({ verdict }) => verdict !== "failed" && verdict !== "passed");
  const [outcome, told] =
    blocked.length > 0
      ? (["blocked", blocked] as const)
      : failed.length > 0
        ? (["failed", failed] as const)
        : open.length > 0
          ? (["ask", open] as const)
          : (["passed", []] as const);
  const note = told.map(({ title, summary }) => `${title}: ${summary}`).join(" ");
  return { outcome, note, reports, ...(card === "" ? {} : { card }) };
}

async function runGates(
  judgement: StageJudgement,
  work: Work,
  deps: StageChecksDeps,
): Promise<{ reports: StageReport[]; card: string }> {
  const { task, stage, attempt, signal } = judgement;
  const authors = [...new Set(work.assignments.map(({ agent }) => agent))];
  const claims = work.results.map(({ summary, handoff }) => ({
    text: summary,
    evidence: evidenceOf(handoff),
  }));
  const context = { taskId: task.id, stageId: stage.id, authors, attempt, claims };
  const rules = deps.gates();
  const place = stage.gates.length === 0 ? {} : ((await deps.placeOf?.(task.id)) ?? {});
  const found: GateReport[] = [];
  const missing: StageReport[] = [];
  for (const id of stage.gates) {
    const rule = rules.find((gate) => gate.id === id);
    if (rule === undefined) missing.push(missingGate(id, attempt));
    else found.push(await runGate(toGate(rule), context, { ...deps.gateDeps(), ...place, signal }));
  }
  const card = found.length === 0 ? "" : renderReportCard(found);
  return { reports: [...found.map(toStageReport), ...missing], card };
}

/** Hooks and then gates of a stage, with real checks where the workspace has commands, else reviewers. */
export function createStageChecks(deps: StageChecksDeps): StageChecks {
  return {
    async judge(judgement) {
      const hooks: StageReport[] = [];
      for (const hook of judgement.stage.hooks) hooks.push(...(await deps.runHook(hook, judgement)));
      const before = verdictOf(hooks, "");
      if (before.outcome === "blocked") return before;
      const work = workOf(judgement);
      if (work.results.every(({ isAdvice }) => isAdvice === true))
        return { ...before, reports: [...hooks, ...notJudged(judgement, deps.gates())] };
      const { reports, card } = await runGates(judgement, work, deps);
      return verdictOf([...hooks, ...reports], card);
    },
  };
}
