import { decideDone } from "../gates/decide-done.ts";
import type { DonePolicy } from "../gates/decide-done.ts";
import type { GateDeps } from "../gates/gate-context.ts";
import { findingsOf } from "../gates/gate-findings.ts";
import type { GateReport } from "../gates/gate-report.ts";
import { isGateHook } from "../hooks/hook-ports.ts";
import type { FoundByGate } from "../lifecycle/gate-hooks.ts";
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
  /** Runs the hooks of a stage whose agents are through and says what became of each. */
  readonly runHooks: (judgement: StageJudgement) => Promise<readonly StageReport[]>;
  /** Lets others react to what the gates found; absent: nobody does. */
  readonly runGateHooks?: (
    judgement: StageJudgement,
    found: readonly FoundByGate[],
  ) => Promise<readonly StageReport[]>;
  /** Tells those above when a hook has stopped a stage, and says what became of that; absent: nobody does. */
  readonly onBlocked?: (judgement: StageJudgement, note: string) => Promise<readonly StageReport[]>;
  /** Keeps what was measured for people to look up. Never rejects. */
  readonly keepMeasurements?: (reports: readonly GateReport[]) => Promise<void>;
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

const OUTCOMES = { done: "passed", wait: "ask", rework: "failed" } as const;

/** Hooks alone: one that blocks ends it, and nothing else that they say does. */
function hookVerdict(reports: readonly StageReport[]): StageVerdict {
  const blocked = reports.filter(({ verdict }) => verdict === "blocked");
  const note = blocked.map(({ title, summary }) => `${title}: ${summary}`).join(" ");
  return { outcome: blocked.length > 0 ? "blocked" : "passed", note, reports };
}

/**
 * Failed goes back, a gate that is open asks a person, and so does one that could not run: not run is not passed. A
 * gate that calls itself passed is believed with evidence only.
 */
function verdictOf(
  found: readonly GateReport[],
  reports: readonly StageReport[],
  policy: DonePolicy,
): Pick<StageVerdict, "outcome" | "note" | "rollback"> {
  const decision = decideDone(found, policy);
  if (decision.decision === "done") return { outcome: "passed", note: "" };
  const isBad = decision.decision === "rework";
  const told = reports.filter(({ verdict }) => verdict !== "passed" && (verdict === "failed") === isBad);
  const said = told.map(({ title, summary }) => `${title}: ${summary}`);
  const note = (said.length === 0 ? decision.reasons : said).join(" ");
  const { rollback } = "rollback" in decision ? decision : {};
  return { outcome: OUTCOMES[decision.decision], note, ...(rollback === undefined ? {} : { rollback }) };
}

/** What hooks of the gates block stays blocked, whatever the gates found. */
function joinedVerdict<Found extends Pick<StageVerdict, "outcome" | "note">>(
  found: Found,
  hooks: StageVerdict,
): Found | Pick<StageVerdict, "outcome" | "note"> {
  return hooks.outcome === "blocked" ? { outcome: "blocked", note: hooks.note } : found;
}

async function runGates(judgement: StageJudgement, work: Work, deps: StageChecksDeps): Promise<StageVerdict> {
  const { task, stage, attempt, signal } = judgement;
  const authors = [...new Set(work.assignments.map(({ agent }) => agent))];
  // Advice claims nothing.
  const claims = work.results
    .filter(({ isAdvice }) => isAdvice !== true)
    .map(({ summary, handoff }) => ({ text: summary, evidence: evidenceOf(handoff) }));
  const context = { taskId: task.id, stageId: stage.id, authors, attempt, claims };
  const rules = deps.gates();
  const base = deps.gateDeps();
  const place = stage.gates.length === 0 ? {} : ((await deps.placeOf?.(task.id)) ?? {});
  const gateDeps: GateDeps = { ...base, ...place, signal };
  const found: GateReport[] = [];
  const hooked: FoundByGate[] = [];
  const missing: StageReport[] = [];
  for (const id of stage.gates) {
    const rule = rules.find((gate) => gate.id === id);
    if (rule === undefined) missing.push(missingGate(id, attempt));
    else {
      const report = await runGate(toGate(rule), context, gateDeps);
      found.push(report);
      if (isGateHook(rule.hook)) hooked.push({ hook: rule.hook, report });
    }
  }
  await deps.keepMeasurements?.(found);
  const hooks = (await deps.runGateHooks?.(judgement, hooked)) ?? [];
  const judged = [...found.map(toStageReport), ...missing];
  const refusedBy = found
    .flatMap((report) => report.checks)
    .find(({ verdict, reviewer }) => verdict === "failed" && reviewer !== undefined)?.reviewer;
  const findings = findingsOf(found, { machine: base.machine, workspace: base.workspace });
  return {
    ...joinedVerdict(verdictOf(found, judged, { required: stage.gates, authors }), hookVerdict(hooks)),
    ...(refusedBy === undefined ? {} : { refusedBy }),
    reports: [...judged, ...hooks],
    ...(found.length === 0 ? {} : { card: renderReportCard(found) }),
    ...(findings === undefined ? {} : { findings }),
  };
}

async function judge(judgement: StageJudgement, deps: StageChecksDeps): Promise<StageVerdict> {
  const hooks = await deps.runHooks(judgement);
  const before = hookVerdict(hooks);
  if (before.outcome === "blocked" || judgement.stage.gates.length === 0) return before;
  const work = workOf(judgement);
  if (work.results.every(({ isAdvice }) => isAdvice === true))
    return { ...before, reports: [...hooks, ...notJudged(judgement, deps.gates())] };
  const verdict = await runGates(judgement, work, deps);
  return { ...verdict, reports: [...hooks, ...verdict.reports] };
}

/** Hooks and then gates of a stage, with real checks where the workspace has commands, else reviewers. */
export function createStageChecks(deps: StageChecksDeps): StageChecks {
  return {
    async judge(judgement) {
      const verdict = await judge(judgement, deps);
      if (verdict.outcome !== "blocked") return verdict;
      const told = (await deps.onBlocked?.(judgement, verdict.note)) ?? [];
      return { ...verdict, reports: [...verdict.reports, ...told] };
    },
  };
}
