import type { Rules } from "../rules.ts";
import type { NameKind } from "./name-places.ts";
import { AgentSelector } from "./pattern-rules.ts";
import type { Playbook } from "./playbook.ts";

/** Who is asked by an escalation without being an agent: whoever works on the task, or all who do. */
const OF_THE_TASK = ["assignee", "team"];

/** The valid names of each kind; absent where the file that has them is broken. */
export type Known = Readonly<Record<NameKind, readonly string[] | undefined>>;

export function knownNames(parts: Partial<Playbook>, agentIds: readonly string[], rules: Rules): Known {
  const pseudo = rules.pseudoAgents.map((agent) => agent.id);
  const hooks = rules.hooks.map((hook) => hook.id);
  return {
    agent: agentIds,
    agentOrPseudo: [...agentIds, ...pseudo],
    agentOrSelector: [...agentIds, ...AgentSelector.options],
    asked: [...agentIds, ...pseudo, ...OF_THE_TASK],
    hook: hooks,
    hookOrAlias: [
      ...hooks,
      ...rules.hookAliases.map((alias) => alias.name),
      ...(parts.hookFlow?.groups ?? []).map((group) => group.id),
    ],
    gateHook: rules.hooks.filter((hook) => hook.phase === "gate").map((hook) => hook.id),
    gate: parts.gates?.gates.map((gate) => gate.id),
    checklist: parts.checklists?.checklists.map((list) => list.id),
    trigger: parts.triggers?.triggers.map((trigger) => trigger.id),
    // An agent without a row is a kind of task of its own.
    requestType: [...rules.taskAssignment.map((row) => row.id), ...agentIds],
    component: rules.components.map((row) => row.component),
    supportRule: rules.supportRules.map((rule) => rule.id),
    signal: rules.complexity.signals.map((signal) => signal.id),
    kpi: parts.kpis?.kpis.map((kpi) => kpi.id),
  };
}
