import { hostname } from "node:os";
import { dirname } from "node:path";
import type { Clock } from "../clock.ts";
import { variables } from "../config/env.ts";
import { messageOf } from "../errors.ts";
import { formatProblem } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import { measurementsOf } from "../facts/measured-by-gates.ts";
import { createStoredBaselines } from "../gates/benchmarks/stored-baselines.ts";
import { createReportReader } from "../gates/create-report-reader.ts";
import type { GateDeps } from "../gates/gate-context.ts";
import { createBuiltInHandlers } from "../hooks/built-in/create-built-in-handlers.ts";
import { createTeamHandlers } from "../hooks/create-team-handlers.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import type { RunProcess } from "../process/run-process.ts";
import { scrubEnvironment } from "../process/scrub-environment.ts";
import type { Store } from "../store/store.ts";
import { createAgentReview } from "../workflow/ask-agent.ts";
import { createStageChecks } from "../workflow/create-stage-checks.ts";
import { runStageHook } from "../workflow/run-stage-hook.ts";
import type { StageChecks } from "../workflow/stage-checks.ts";
import { openMeasurements } from "./open-measurements.ts";

export interface OpenChecksOptions {
  readonly settings: Settings;
  readonly definitions: Pick<Definitions, "current">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, "documents">;
  readonly runProcess: RunProcess;
  /** Who answers for the reviewers that gates name. */
  readonly runner: AgentRunner;
}

/** One command of a gate may build and test a whole workspace. */
const COMMAND_MS = 30 * 60_000;

function gateDepsOf({
  settings,
  definitions,
  clock,
  runProcess,
  store,
}: OpenChecksOptions): Omit<GateDeps, "signal"> {
  const { workspacePath: workspace, config } = settings;
  const machine = hostname();
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
  };
}

/** Hooks and gates of stages: built-in behaviour, the team's own, and the commands of the workspace. */
export function openStageChecks(options: OpenChecksOptions): StageChecks {
  const { settings, definitions, clock, log, runProcess, runner } = options;
  const measurements = openMeasurements(settings);
  const agents = { get: (id: string) => definitions.current().agents.get(id) };
  const aliases = () => definitions.current().rules.hookAliases;
  const team = createTeamHandlers(settings.config.hooks, {
    clock,
    runProcess,
    fetch,
    env: variables(),
    workspace: settings.workspacePath,
    configFolder: settings.configFile === undefined ? "." : dirname(settings.configFile),
    aliases: aliases(),
  });
  if (team.problems.length > 0)
    log.warn({ problems: team.problems.map(formatProblem) }, "hooks of the configuration cannot be used");
  const handlers = [
    ...createBuiltInHandlers({ clock, agents, errorRules: () => definitions.current().playbook.errors }),
    ...team.handlers,
  ];
  return createStageChecks({
    gates: () => definitions.current().playbook.gates.gates,
    gateDeps: () => gateDepsOf(options),
    askReviewer: createAgentReview({ runner, agents: () => definitions.current().agents }),
    keepMeasurements: async (reports) => {
      try {
        await measurements.keep(measurementsOf(reports));
      } catch (error) {
        log.warn({ error: messageOf(error) }, "what a gate measured could not be kept for facts");
      }
    },
    runHook: async (hook, judgement) =>
      runStageHook(hook, judgement, { clock, handlers, aliases: aliases() }),
  });
}
