import type { GateReport } from "../gates/gate-report.ts";
import { verdictOf } from "../gates/run-gate.ts";
import { toBuiltInHandler } from "../hooks/built-in/built-in.ts";
import { createGateHook } from "../hooks/built-in/gate.ts";
import type { GateHook } from "../hooks/hook-ports.ts";
import { statusOf } from "../hooks/hook-report.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import type { StageReport } from "../tasks/task.ts";
import type { StageJudgement } from "../workflow/stage-checks.ts";
import { dueHooks } from "./hook-inputs.ts";
import { sceneOfStage } from "./stage-hooks.ts";
import type { StageHookDeps } from "./stage-hooks.ts";

/** What the gate of a rule found, and the hook that stands for it. */
export interface FoundByGate {
  readonly hook: GateHook;
  readonly report: GateReport;
}

/** Several gates that one hook stands for, as one; undefined without any. */
export function mergeGateReports(reports: readonly GateReport[]): GateReport | undefined {
  const [first, ...others] = reports;
  if (first === undefined || others.length === 0) return first;
  const checks = reports.flatMap((report) =>
    report.checks.map((check) => ({ ...check, id: `${report.gate}.${check.id}` })),
  );
  const rollback = reports.flatMap((report) => report.rollback ?? []).join(" ");
  return {
    ...first,
    title: reports.map(({ title }) => title).join(", "),
    verdict: verdictOf(reports.map(({ verdict }) => verdict)),
    checks,
    evidence: reports.flatMap(({ evidence }) => evidence),
    reviewers: [...new Set(reports.flatMap(({ reviewers }) => reviewers))],
    ...(rollback === "" ? {} : { rollback }),
  };
}

async function runGateHook(
  hook: GateHook,
  found: readonly GateReport[],
  { judgement, deps }: { readonly judgement: StageJudgement; readonly deps: StageHookDeps },
): Promise<StageReport[]> {
  const team = deps.handlers.filter((handler) => handler.hook === hook && handler.kind !== "built_in");
  const report = mergeGateReports(found);
  const [due] = dueHooks(hook, sceneOfStage(judgement, deps.agents));
  if (team.length === 0 || report === undefined || due === undefined) return [];
  const ports = { clock: deps.clock, agents: deps.agents, runGate: async () => report };
  // The verdict of the gate is the stage's business; here only a handler of the team can stop it.
  const own = toBuiltInHandler(hook, createGateHook(hook, ports), { onFailure: "continue" });
  const ran = await runHooks(hook, due.input as never, { clock: deps.clock, handlers: [own, ...team] });
  deps.late.follow(judgement.task.id, [ran]);
  const said = ran.report.handlers.filter(({ kind }) => kind !== "built_in");
  return [
    {
      kind: "hook",
      id: hook,
      title: hook,
      verdict: statusOf(said),
      attempt: judgement.attempt,
      summary: said.map(({ name, message }) => `${name}: ${message}`).join(" "),
      reviewers: [],
    },
  ];
}

/** Lets a team's own handlers react to gates that have just run; without any, nothing runs. */
export async function runGateHooks(
  judgement: StageJudgement,
  found: readonly FoundByGate[],
  deps: StageHookDeps,
): Promise<StageReport[]> {
  const reports: StageReport[] = [];
  for (const hook of new Set(found.map((one) => one.hook))) {
    const own = found.filter((one) => one.hook === hook).map(({ report }) => report);
    reports.push(...(await runGateHook(hook, own, { judgement, deps })));
  }
  return reports;
}
