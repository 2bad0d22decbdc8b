import type { GateDeps } from "../gates/gate-context.ts";
import type { GateReport } from "../gates/gate-report.ts";
import { runGate } from "../gates/run-gate.ts";
import type { HookPorts } from "../hooks/hook-ports.ts";
import { mergeGateReports } from "../lifecycle/gate-hooks.ts";
import type { Gate as GateRule } from "../orchestration/rules/gate-rules.ts";
import { toGate } from "./to-gate.ts";

export interface HookGateDeps {
  /** As the rules are now. */
  readonly gates: () => readonly GateRule[];
  readonly gateDeps: () => Omit<GateDeps, "signal">;
}

/** Runs all gates that a hook stands for and gives one report; a hook that no rule names has not run. */
export function createRunGatesOfHook(deps: HookGateDeps): NonNullable<HookPorts["runGate"]> {
  return async (hook, input): Promise<GateReport> => {
    const { taskId, stageId, authors, attempt, claims } = input;
    const context = { taskId, ...(stageId === undefined ? {} : { stageId }), authors, attempt, claims };
    const reports: GateReport[] = [];
    for (const rule of deps.gates().filter((gate) => gate.hook === hook))
      reports.push(await runGate(toGate(rule), context, deps.gateDeps()));
    const at = new Date(deps.gateDeps().clock.now()).toISOString();
    const none = { title: hook, verdict: "not_run" as const, checks: [], evidence: [], reviewers: [] };
    return (
      mergeGateReports(reports) ?? {
        ...none,
        gate: hook,
        taskId,
        ...(stageId === undefined ? {} : { stageId }),
        attempt,
        at,
      }
    );
  };
}
