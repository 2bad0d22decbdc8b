import { hostname } from "node:os";
import type { Clock } from "../clock.ts";
import { variables } from "../config/env.ts";
import type { Settings } from "../config/settings.ts";
import { createStoredBaselines } from "../gates/benchmarks/stored-baselines.ts";
import { createReportReader } from "../gates/create-report-reader.ts";
import type { AskReviewer, GateDeps } from "../gates/gate-context.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import type { RunProcess } from "../process/run-process.ts";
import { scrubEnvironment } from "../process/scrub-environment.ts";
import type { Store } from "../store/store.ts";

export interface OpenGatesOptions {
  readonly settings: Settings;
  readonly definitions: Pick<Definitions, "current">;
  readonly clock: Clock;
  readonly runProcess: RunProcess;
  readonly askReviewer: AskReviewer;
  /** For the baselines of benchmarks. */
  readonly store: Pick<Store, "documents">;
}

/** One command of a gate may build and test a whole workspace. */
const COMMAND_MS = 30 * 60_000;

/** What gates run with, as settings and rules are now. */
export function openGates(options: OpenGatesOptions): Omit<GateDeps, "signal"> {
  const { settings, definitions, clock, runProcess, askReviewer, store } = options;
  const machine = hostname();
  const { workspacePath: workspace, config } = settings;
  const { passBelow, failAbove } = definitions.current().playbook.gates.regression;
  return {
    clock,
    runProcess,
    workspace,
    env: scrubEnvironment(variables()),
    commands: config.workspace.commands,
    results: config.workspace.results,
    timeoutMs: COMMAND_MS,
    readReport: createReportReader(workspace),
    baselines: createStoredBaselines({ machine, workspace }, store),
    thresholds: { passBelowPercent: passBelow, failAbovePercent: failAbove },
    machine,
    askReviewer,
  };
}
