import type { HookAlias, HookId } from "../hooks/hook-id.ts";
import { resolveHookName } from "../hooks/hook-id.ts";
import { conditionHolds } from "../orchestration/rules/condition.ts";
import type { RequestFacts } from "../orchestration/rules/condition.ts";
import { EXECUTION_STEP } from "../orchestration/rules/hook-flow-rules.ts";
import type { HookFlowRules } from "../orchestration/rules/hook-flow-rules.ts";

/** Everything that the rules say about hooks. */
export interface FlowRules {
  readonly hookFlow: HookFlowRules;
  /** Other names for hooks, groups included. */
  readonly names: readonly HookAlias[];
}

/** before, after: around the work of one agent. stage_end: all agents of a stage are through. */
export type Moment = "before" | "after" | "stage_end";

/** Hooks whose own trigger says better than their place in the flow when they are due. */
const OWN_MOMENT: Readonly<Partial<Record<HookId, Moment>>> = {
  COLLABORATION_INIT: "before",
  COLLABORATION_SYNC: "stage_end",
  AGENT_HANDOFF_EXECUTE: "before",
};

/** Aliases and groups of the rules as one list of names for hooks. */
export function hookNames(
  aliases: readonly HookAlias[],
  { groups }: Pick<HookFlowRules, "groups">,
): readonly HookAlias[] {
  return [...aliases, ...groups.map(({ id, hooks }) => ({ name: id, means: hooks }))];
}

/** A package that is prepared is taken over where the receiver begins, without a step of its own for that. */
function withTakeOver(hooks: readonly HookId[]): readonly HookId[] {
  return hooks.includes("AGENT_HANDOFF_PREPARE") ? [...hooks, "AGENT_HANDOFF_EXECUTE"] : hooks;
}

function isDue(hook: HookId, facts: RequestFacts, { dueWhen }: HookFlowRules): boolean {
  const rule = dueWhen.find((one) => one.hook === hook);
  return rule === undefined || conditionHolds(rule.when, facts);
}

/** The hooks that the flow has for a moment of such a task, in the order in which they run. */
export function hooksOfMoment(moment: Moment, facts: RequestFacts, rules: FlowRules): readonly HookId[] {
  const { flow } = rules.hookFlow;
  const execution = flow.findIndex(({ id }) => id === EXECUTION_STEP);
  const found = flow.flatMap(({ hooks, when }, index) => {
    if (when !== undefined && !conditionHolds(when, facts)) return [];
    const meant = withTakeOver(hooks.flatMap((name) => resolveHookName(name, rules.names)));
    const usual: Moment = index < execution ? "before" : "after";
    return meant.filter((hook) => (OWN_MOMENT[hook] ?? usual) === moment);
  });
  return orderHooks(
    found.filter((hook) => isDue(hook, facts, rules.hookFlow)),
    rules.hookFlow,
  );
}

/** Hooks of one moment in the order of the rules: by band, each behind those that it waits for, each once. */
export function orderHooks(
  hooks: readonly HookId[],
  { bands, after }: Pick<HookFlowRules, "bands" | "after">,
): readonly HookId[] {
  const rank = (hook: HookId): number => {
    const found = bands.findIndex((band) => band.hooks.includes(hook));
    return found === -1 ? bands.length : found;
  };
  const pending = [...new Set(hooks)].toSorted((one, other) => rank(one) - rank(other));
  const ordered: HookId[] = [];
  while (pending.length > 0) {
    const waits = (hook: HookId): boolean =>
      waitsFor(hook, { after }).some((other) => (pending as readonly string[]).includes(other));
    // The rules are refused when hooks wait for each other, so there is always one.
    const at = Math.max(
      0,
      pending.findIndex((hook) => !waits(hook)),
    );
    ordered.push(...pending.splice(at, 1));
  }
  return ordered;
}

/** The hooks that must have passed first, where they are due as well. */
export function waitsFor(hook: HookId, { after }: Pick<HookFlowRules, "after">): readonly string[] {
  return after.find((one) => one.hook === hook)?.waitsFor ?? [];
}
