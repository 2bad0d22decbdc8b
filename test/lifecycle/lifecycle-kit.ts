import type { HookHandler } from "../../src/hooks/hook-handler.ts";
import { createBuiltInHandlers } from "../../src/hooks/built-in/create-built-in-handlers.ts";
import type { HookPorts, Matter } from "../../src/hooks/hook-ports.ts";
import type { RoadmapProposal } from "../../src/hooks/roadmap-proposal.ts";
import { createLifecycle } from "../../src/lifecycle/create-lifecycle.ts";
import { hookNames } from "../../src/lifecycle/flow.ts";
import type { FlowRules } from "../../src/lifecycle/flow.ts";
import { createLateHandlers } from "../../src/lifecycle/late-handlers.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { makeAgent } from "../execution/brief-kit.ts";
import { shipped } from "../orchestration/shipped.ts";

const { hookFlow } = shipped.playbook;

export const shippedFlow: FlowRules = { hookFlow, names: hookNames(shipped.rules.hookAliases, hookFlow) };

/** A handler of a team; it passes unless it is told otherwise. */
export function teamHandler(hook: HookHandler["hook"], more: Partial<HookHandler> = {}): HookHandler {
  return {
    name: "team",
    hook,
    kind: "command",
    order: 100,
    timeoutMs: 1_000,
    retries: 0,
    blocking: true,
    onFailure: "warn",
    run: async () => ({ status: "passed", message: "fine" }),
    ...more,
  };
}

/** Everything that runs hooks, with ports that write down what is asked of them. */
export function createHookKit(
  team: readonly HookHandler[] = [],
  {
    rules = shippedFlow,
    ports = {},
  }: { readonly rules?: FlowRules; readonly ports?: Partial<HookPorts> } = {},
) {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const matters: Matter[] = [];
  const proposals: RoadmapProposal[] = [];
  const agents = { get: (id: string) => shipped.agents.get(id) ?? makeAgent({ id }) };
  const all: HookPorts = {
    clock,
    agents,
    availabilityOf: async () => ({ free: true, detail: "" }),
    workspaceProblem: async () => undefined,
    release: async () => [],
    errorRules: () => shipped.playbook.errors,
    escalate: async (matter) => {
      matters.push(matter);
      return { id: matter.key, askedOf: ["architect"] };
    },
    proposeRoadmapUpdate: async (proposal) => {
      proposals.push(proposal);
    },
    ...ports,
  };
  const handlers = [...createBuiltInHandlers(all), ...team];
  const late = createLateHandlers(store, silentLogger);
  const deps = {
    clock,
    handlers,
    agents,
    late,
    rules: () => rules,
    eventsOf: async (taskId: string) => store.events.ofTask(taskId),
  };
  return { clock, store, matters, proposals, late, deps, lifecycle: createLifecycle(deps) };
}
