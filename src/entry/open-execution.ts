import type { Budgets } from "../budgets/budgets.ts";
import type { Settings } from "../config/settings.ts";
import type { ProjectContext } from "../conversation/project-context.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import type { ExecutionDeps } from "../execution/run-assignment.ts";
import type { Logger } from "../log/logger.ts";
import type { Memory } from "../memory/create-memory.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import type { LinkedPeople } from "../people/linked-accounts.ts";
import type { AgentLoad } from "../orchestration/load/agent-load.ts";
import { hasModel } from "../execution/model/choose-model.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { createRunner } from "./create-runner.ts";
import type { AgentToolsParts } from "./open-agent-tools.ts";
import { createHeldBy } from "./open-budgets.ts";
import { openEscalate } from "./open-escalations.ts";
import { openHooks } from "./open-hooks.ts";
import type { OpenedHooks } from "./open-hooks.ts";
import { openWorkerTools } from "./open-worker-tools.ts";
import type { World } from "./world.ts";

export interface ExecutionOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly definitions: Definitions;
  readonly connected: ConnectedStore;
  readonly project: ProjectContext;
  readonly load: AgentLoad;
  readonly budgets: Budgets;
  readonly memory: Memory;
  readonly accounts: LinkedPeople;
  readonly world: World;
  /** Whether agents work in this process; without it they need no tools here. */
  readonly isWorker: boolean;
}

export interface OpenedExecution {
  readonly hooks: OpenedHooks;
  readonly runner: AgentRunner;
  /** Whether an agent may begin, as far as budgets say; absent where no model works or no budget is set. */
  readonly mayStart?: NonNullable<ExecutionDeps["mayStart"]>;
  /** Absent where no agent works. */
  readonly tools?: AgentToolsParts;
  close(): Promise<void>;
}

/** Who carries out assignments, with what tools, and the hooks around them. */
export async function openExecution(options: ExecutionOptions): Promise<OpenedExecution> {
  const { settings, log, definitions, project, load, world, budgets, memory, accounts } = options;
  const { clock, around, random, runProcess } = world;
  const { store, queue: jobs } = options.connected;
  const tools = options.isWorker
    ? await openWorkerTools({ settings, store, clock, log, runProcess })
    : undefined;
  const agents = () => definitions.current().agents;
  const sources = tools === undefined ? [] : [tools.toolSource];
  const { config, env } = settings;
  const heldBy = budgets.areSet ? { heldBy: createHeldBy(budgets, config.models.currency) } : {};
  const runner = around(
    createRunner({ settings, agents, store, clock, memory, random, tools: sources, ...heldBy }),
  );
  const isHeld = budgets.areSet && hasModel(config.models, env.SWITCHYARD_MODEL);
  const { roadmap } = project;
  const hooks = openHooks({
    settings,
    definitions,
    store,
    jobs,
    load,
    roadmap,
    clock,
    log,
    runProcess,
    reviews: runner,
    escalate: openEscalate({ settings, definitions, connected: options.connected, clock, accounts }),
    ...(tools === undefined ? {} : { placeOf: tools.placeOf }),
  });
  return {
    hooks,
    runner,
    ...(isHeld ? { mayStart: async (work) => (await budgets.check(work)) === undefined } : {}),
    ...(tools === undefined ? {} : { tools }),
    async close() {
      await hooks.close();
      await tools?.close();
    },
  };
}
