import { readAttachments } from "../attachments/attachment.ts";
import type { AgentCatalogue } from "../agents/agent.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import { createBriefRunner } from "../execution/brief.ts";
import { findRelatedTasks } from "../execution/find-related-tasks.ts";
import { joinTools } from "../execution/join-tools.ts";
import { hasModel } from "../execution/model/choose-model.ts";
import { createModelRunner } from "../execution/model-runner.ts";
import type { ModelRunnerDeps } from "../execution/model-runner.ts";
import { createSearchTools } from "../execution/search-tools.ts";
import type { ToolSource } from "../execution/tool.ts";
import type { Memory } from "../memory/create-memory.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { createWorkspaceSearch } from "../workspace/search-index.ts";
import { createModels } from "./open-models.ts";
import type { OpenOne } from "./open-models.ts";

export interface RunnerDeps extends Pick<ModelRunnerDeps, "heldBy"> {
  readonly settings: Settings;
  readonly agents: () => AgentCatalogue;
  readonly store: Store;
  readonly clock: Clock;
  readonly memory: Memory;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Further tools of agents that work with a model. */
  readonly tools?: readonly ToolSource[];
  /** Opens models. Default: as the configuration wants it. */
  readonly openModel?: OpenOne;
}

/** How many earlier tasks are looked through for related ones. */
const EARLIER_TASKS = 300;

function definedOnly(commands: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(commands).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Who carries out assignments: agents with a language model where one is configured, else the brief. */
export function createRunner(deps: RunnerDeps): AgentRunner {
  const { settings, agents, store, clock, memory } = deps;
  const { config, env, workspaceName } = settings;
  const shared = {
    search: createWorkspaceSearch({ root: settings.workspacePath, now: () => new Date(clock.now()) }),
    relatedTasks: async (task: Task) => {
      // What was asked in one circle is nothing for another.
      const scope = memory.scopeOf(task.thread);
      const earlier = await store.tasks.listRecent(EARLIER_TASKS);
      return findRelatedTasks(
        task,
        earlier.filter(({ thread }) => memory.scopeOf(thread) === scope),
      );
    },
    workspaceName,
  };
  if (!hasModel(config.models, env.SWITCHYARD_MODEL)) {
    const commands = definedOnly(config.workspace.commands);
    return createBriefRunner({ ...shared, agents, commands, modelConfigured: false });
  }
  const { limits, promptTokens, prices, currency } = config.models;
  const { openModel: open } = deps;
  return createModelRunner({
    ...shared,
    modelFor: createModels({ settings, clock, ...(open === undefined ? {} : { open }) }),
    tools: joinTools(...(deps.tools ?? []), createSearchTools(shared)),
    limits,
    promptTokens,
    priceOf: (model) => prices[model],
    currency,
    clock,
    random: deps.random,
    memoryOf: async (task) => memory.of(task.thread),
    attachmentsOf: async (task) => readAttachments(task.id, store),
    ...(deps.heldBy === undefined ? {} : { heldBy: deps.heldBy }),
    note: async (events) => {
      await store.commit({ events });
    },
  });
}
