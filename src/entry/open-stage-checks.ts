import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { variables } from "../config/env.ts";
import { formatProblem } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { createFileBaselineStore } from "../gates/benchmarks/file-baseline-store.ts";
import { createReportReader } from "../gates/create-report-reader.ts";
import type { GateDeps } from "../gates/gate-context.ts";
import { createBuiltInHandlers } from "../hooks/built-in/create-built-in-handlers.ts";
import { createTeamHandlers } from "../hooks/create-team-handlers.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { createRunProcess } from "../process/run-process.ts";
import type { RunProcess } from "../process/run-process.ts";
import { scrubEnvironment } from "../process/scrub-environment.ts";
import { createStageChecks } from "../workflow/create-stage-checks.ts";
import type { StageChecksDeps } from "../workflow/create-stage-checks.ts";
import { runStageHook } from "../workflow/run-stage-hook.ts";
import type { StageChecks } from "../workflow/stage-checks.ts";

export interface OpenChecksOptions {
  readonly settings: Settings;
  readonly definitions: Pick<Definitions, "current">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the commands of gates run for a task that has a worktree. */
  readonly placeOf?: NonNullable<StageChecksDeps["placeOf"]>;
}

/** One command of a gate may build and test a whole workspace. */
const COMMAND_MS = 30 * 60_000;

type Shared = OpenChecksOptions & { readonly runProcess: RunProcess };

function gateDepsOf({ settings, definitions, clock, runProcess }: Shared): Omit<GateDeps, "signal"> {
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
    baselines: createFileBaselineStore(join(settings.dataDir, "baselines.json")),
    thresholds: { passBelowPercent: passBelow, failAbovePercent: failAbove },
    machine: hostname(),
  };
}

/** Hooks and gates of stages: built-in behaviour, the team's own, and the commands of the workspace. */
export function openStageChecks(options: OpenChecksOptions): StageChecks {
  const { settings, definitions, clock, log } = options;
  const runProcess = createRunProcess({ clock });
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
  const handlers = [...createBuiltInHandlers({ clock, agents }), ...team.handlers];
  return createStageChecks({
    gates: () => definitions.current().playbook.gates.gates,
    gateDeps: () => gateDepsOf({ ...options, runProcess }),
    ...(options.placeOf === undefined ? {} : { placeOf: options.placeOf }),
    runHook: async (hook, judgement) =>
      runStageHook(hook, judgement, { clock, handlers, aliases: aliases() }),
  });
}
