import type { Clock } from "../clock.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { createBuiltInHandlers } from "../hooks/built-in/create-built-in-handlers.ts";
import type { HookPorts } from "../hooks/hook-ports.ts";
import { createHookChecks } from "../workflow/create-hook-checks.ts";
import type { StageChecks } from "../workflow/stage-checks.ts";

export interface StageCheckOptions {
  readonly definitions: Pick<Definitions, "current">;
  readonly clock: Clock;
  /** What built-in hooks reach the world through, beside agents and clock. */
  readonly ports?: Omit<HookPorts, "agents" | "clock">;
}

/** Hooks and gates of stages by the rules that are in force when a stage ends. */
export function createStageChecks({ definitions, clock, ports = {} }: StageCheckOptions): StageChecks {
  const agents = { get: (id: string) => definitions.current().agents.get(id) };
  return createHookChecks({
    clock,
    handlers: createBuiltInHandlers({ clock, agents, ...ports }),
    gates: () => definitions.current().playbook.gates.gates,
    hookAliases: () => definitions.current().rules.hookAliases,
  });
}
