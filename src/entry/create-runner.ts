import type { Settings } from "../config/settings.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import type { ToolSource } from "../execution/tool.ts";
import { createBriefRunner } from "../execution/brief.ts";
import { findRelatedTasks } from "../execution/find-related-tasks.ts";
import type { AgentCatalogue } from "../agents/agent.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { createWorkspaceSearch } from "../workspace/search-index.ts";

export interface RunnerDeps {
  readonly settings: Settings;
  readonly agents: () => AgentCatalogue;
  readonly store: Store;
  readonly clock: Clock;
  /** What agents with a model may do. The brief does nothing. */
  readonly toolSource?: ToolSource;
}

/** How many earlier tasks are looked through for related ones. */
const EARLIER_TASKS = 300;

function definedOnly(commands: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(commands).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Who carries out assignments: without a model, the brief. */
export function createRunner({ settings, agents, store, clock }: RunnerDeps): AgentRunner {
  return createBriefRunner({
    agents,
    search: createWorkspaceSearch({ root: settings.workspacePath, now: () => new Date(clock.now()) }),
    relatedTasks: async (task) => findRelatedTasks(task, await store.tasks.listRecent(EARLIER_TASKS)),
    commands: definedOnly(settings.config.workspace.commands),
    workspaceName: settings.workspaceName,
    modelConfigured: false,
  });
}
