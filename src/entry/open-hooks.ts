import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";
import { variables } from "../config/env.ts";
import { formatProblem } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { messageOf } from "../errors.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import { measurementsOf } from "../facts/measured-by-gates.ts";
import type { GateReport } from "../gates/gate-report.ts";
import { createBuiltInHandlers } from "../hooks/built-in/create-built-in-handlers.ts";
import { createTeamHandlers } from "../hooks/create-team-handlers.ts";
import type { HookHandler } from "../hooks/hook-handler.ts";
import type { HookPorts } from "../hooks/hook-ports.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import { createAvailabilityOf } from "../lifecycle/availability-of.ts";
import { createLifecycle } from "../lifecycle/create-lifecycle.ts";
import { hookNames } from "../lifecycle/flow.ts";
import type { FlowRules } from "../lifecycle/flow.ts";
import { runGateHooks } from "../lifecycle/gate-hooks.ts";
import { escalateBlock } from "../lifecycle/escalate-block.ts";
import { createLateHandlers } from "../lifecycle/late-handlers.ts";
import type { Lifecycle } from "../lifecycle/lifecycle.ts";
import { proposeToThread } from "../lifecycle/propose-to-thread.ts";
import { releaseAll, releaseJobs } from "../lifecycle/release.ts";
import type { SettleDeps } from "../lifecycle/settle-task.ts";
import { runStageHooks } from "../lifecycle/stage-hooks.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import type { AgentLoad } from "../orchestration/load/agent-load.ts";
import type { RunProcess } from "../process/run-process.ts";
import type { Roadmap } from "../roadmap/read-roadmap.ts";
import type { Store } from "../store/store.ts";
import { createAskReviewer } from "../workflow/ask-reviewer.ts";
import { createStageChecks } from "../workflow/create-stage-checks.ts";
import type { StageChecksDeps } from "../workflow/create-stage-checks.ts";
import { createRunGatesOfHook } from "../workflow/run-gates-of-hook.ts";
import type { StageChecks } from "../workflow/stage-checks.ts";
import { openGates } from "./open-gates.ts";
import { openMeasurements } from "./open-measurements.ts";

export interface OpenHooksOptions {
  readonly settings: Settings;
  readonly definitions: Pick<Definitions, "current">;
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly load: Pick<AgentLoad, "snapshot">;
  readonly roadmap: () => Roadmap | undefined;
  /** Who reviews. The brief is advice and judges nothing, so it is not asked. */
  readonly reviews: AgentRunner;
  /** Where the commands of gates run for a task that has a working copy of its own. */
  readonly placeOf?: NonNullable<StageChecksDeps["placeOf"]>;
  /** Keeps a matter that somebody else has to settle. */
  readonly escalate: NonNullable<HookPorts["escalate"]>;
  /** Programs of the workspace and of hooks. */
  readonly runProcess: RunProcess;
  readonly clock: Clock;
  readonly log: Logger;
}

/** All that runs hooks, with everything that they reach the world through. */
export interface OpenedHooks {
  /** Of all hooks: built-in behaviour and the team's own. */
  readonly handlers: readonly HookHandler[];
  readonly lifecycle: Lifecycle;
  readonly checks: StageChecks;
  readonly settle: SettleDeps;
  /** Waits for handlers that nobody else waits for. */
  close(): Promise<void>;
}

async function workspaceProblem({ settings }: OpenHooksOptions): Promise<string | undefined> {
  try {
    await access(settings.workspacePath, constants.R_OK);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function gatesOf(shared: OpenHooksOptions) {
  const { definitions, store, reviews, settings, log } = shared;
  const measurements = openMeasurements(settings);
  const agents = { get: (id: string) => definitions.current().agents.get(id) };
  const runner = reviews.name === "brief" ? {} : { runner: reviews };
  const askReviewer = createAskReviewer({ store, agents, ...runner });
  return {
    gates: () => definitions.current().playbook.gates.gates,
    gateDeps: () => openGates({ ...shared, askReviewer }),
    keepMeasurements: async (reports: readonly GateReport[]) => {
      try {
        await measurements.keep(measurementsOf(reports));
      } catch (error) {
        log.warn({ error: messageOf(error) }, "what a gate measured could not be kept for facts");
      }
    },
  };
}

function portsOf(shared: OpenHooksOptions, gates: ReturnType<typeof gatesOf>): Required<HookPorts> {
  const { definitions, store, jobs, load, roadmap, clock, escalate } = shared;
  return {
    clock,
    agents: { get: (id) => definitions.current().agents.get(id) },
    errorRules: () => definitions.current().playbook.errors,
    availabilityOf: createAvailabilityOf(load),
    workspaceProblem: async () => workspaceProblem(shared),
    release: releaseAll([releaseJobs({ store, jobs })]),
    escalate,
    proposeRoadmapUpdate: async (proposal) => proposeToThread(proposal, { store, roadmap }),
    runGate: createRunGatesOfHook(gates),
  };
}

function rulesOf({ rules, playbook: { hookFlow } }: ReturnType<Definitions["current"]>): FlowRules {
  return { hookFlow, names: hookNames(rules.hookAliases, hookFlow) };
}

function teamHandlers({
  settings,
  definitions,
  clock,
  runProcess,
  log,
}: OpenHooksOptions): readonly HookHandler[] {
  const { handlers, problems } = createTeamHandlers(settings.config.hooks, {
    clock,
    runProcess,
    fetch,
    env: variables(),
    workspace: settings.workspacePath,
    configFolder: settings.configFile === undefined ? "." : dirname(settings.configFile),
    aliases: rulesOf(definitions.current()).names,
  });
  if (problems.length > 0)
    log.warn({ problems: problems.map(formatProblem) }, "hooks of the configuration cannot be used");
  return handlers;
}

/** Connects hooks and gates to the running bot. */
export function openHooks(options: OpenHooksOptions): OpenedHooks {
  const { definitions, store, log, roadmap } = options;
  // Limits are for programs that run, and those take real time even where a simulation moves the clock.
  const clock: Clock = { now: options.clock.now, sleep: systemClock.sleep };
  const shared = { ...options, clock };
  const gates = gatesOf(shared);
  const ports = portsOf(shared, gates);
  const handlers = [...createBuiltInHandlers(ports), ...teamHandlers(shared)];
  const late = createLateHandlers(store, log);
  const rules = () => rulesOf(definitions.current());
  const hooks = { clock, handlers, agents: ports.agents, rules, late };
  const atStage = { ...hooks, eventsOf: async (taskId: string) => store.events.ofTask(taskId) };
  return {
    handlers,
    lifecycle: createLifecycle(hooks),
    checks: createStageChecks({
      ...gates,
      ...(options.placeOf === undefined ? {} : { placeOf: options.placeOf }),
      runHooks: async (judgement) => runStageHooks(judgement, atStage),
      runGateHooks: async (judgement, found) => runGateHooks(judgement, found, atStage),
      onBlocked: async (judgement, note) => escalateBlock(judgement, note, atStage),
    }),
    settle: { ...hooks, store, roadmap },
    close: async () => late.drain(),
  };
}
