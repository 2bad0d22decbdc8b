import { RequestFlag } from "./condition.ts";
import type { PlaybookPart } from "./playbook.ts";

/** What a text in a rule file may name. */
export type NameKind =
  | "agent"
  | "agentOrPseudo"
  | "agentOrSelector"
  | "asked"
  | "hook"
  | "hookOrAlias"
  | "gateHook"
  | "gate"
  | "checklist"
  | "trigger"
  | "requestType"
  | "component"
  | "supportRule"
  | "signal"
  | "kpi";

/** The names in a condition below a key. */
function conditionNames(path: string): Record<string, NameKind> {
  return { [`${path}.domain`]: "agent", [`${path}.requestTypes`]: "requestType" };
}

function patternNames(path: string): Record<string, NameKind> {
  return {
    ...conditionNames(`${path}.when`),
    ...conditionNames(`${path}.stages.condition`),
    ...conditionNames(`${path}.stages.agents.condition`),
    [`${path}.coordinator`]: "agentOrPseudo",
    [`${path}.stages.agents.agent`]: "agentOrSelector",
    [`${path}.stages.hooks`]: "hookOrAlias",
    [`${path}.stages.gates`]: "gate",
    [`${path}.stages.checklists`]: "checklist",
    [`${path}.example.agents`]: "agent",
  };
}

/** Which texts of which file are names, by their path without the positions in lists. */
export const NAME_PLACES: Readonly<Partial<Record<PlaybookPart, Readonly<Record<string, NameKind>>>>> = {
  requests: {
    "flags.supportRule": "supportRule",
    "flags.signals": "signal",
    "flags.primaries": "agent",
    "flags.components": "component",
  },
  analysis: {
    "modelFlags.needed": "agent",
    ...Object.fromEntries(RequestFlag.options.map((flag) => [`flagDomains.${flag}`, "agent" as const])),
  },
  decisionTree: {
    "branches.primary": "agent",
    "branches.support": "agentOrPseudo",
    "branches.subRoutes.primary": "agent",
  },
  intersections: {
    ...conditionNames("rows.when"),
    "rows.agents": "agent",
    "rows.add": "agent",
    "rows.gate.reviewers": "agent",
    "rows.gate.gates": "gate",
  },
  skills: {
    "skills.primary": "agent",
    "skills.secondary": "agent",
    "skills.support": "agent",
    "skills.coordination": "agentOrPseudo",
    "elsewhere.taskType": "requestType",
  },
  coordination: { "protocols.hooks": "hookOrAlias" },
  patterns: {
    ...patternNames("taskPatterns"),
    ...patternNames("collaborationPatterns"),
    ...patternNames("otherwise"),
  },
  triggers: { "triggers.target": "agentOrPseudo" },
  gates: {
    ...conditionNames("gates.when"),
    "gates.hook": "gateHook",
    "gates.reviewers": "agent",
    "gates.checklists": "checklist",
    "rework.trigger": "trigger",
  },
  hookFlow: {
    ...conditionNames("flow.when"),
    "flow.hooks": "hookOrAlias",
    "groups.hooks": "hookOrAlias",
    "bands.hooks": "hook",
    ...conditionNames("dueWhen.when"),
    "dueWhen.hook": "hook",
    "after.hook": "hook",
    "after.waitsFor": "hook",
  },
  escalation: { "levels.asks": "asked" },
  risks: { "risks.owner": "agent" },
  contingency: { "rules.owner": "agentOrPseudo" },
  checklists: { "checklists.items.owner": "agent" },
  cadence: {
    "week.hooks": "hookOrAlias",
    "day.hooks": "hookOrAlias",
    "standup.kpis": "kpi",
    "weeklyReport.kpis": "kpi",
  },
};
