import type { Assignment } from "../tasks/task.ts";
import { conditionHolds } from "./rules/condition.ts";
import type { RequestFacts } from "./rules/condition.ts";
import { isAgentSelector } from "./rules/pattern-rules.ts";
import type { PatternStage, StageAgent } from "./rules/pattern-rules.ts";

/** Who was selected for a request, and what selectors stand for. */
export interface Staff {
  readonly primary: string;
  /** Why the primary leads, for people. */
  readonly why: string;
  /** A person chose the primary: no pattern overrules that. */
  readonly isChosen: boolean;
  /** In the order of joining. */
  readonly support: readonly { readonly agent: string; readonly reason: string }[];
  /** Owners of the components that the request names. */
  readonly owners: readonly string[];
  /** First the one who should judge. */
  readonly reviewers: readonly string[];
}

interface Named {
  readonly agent: string;
  readonly reason: string;
}

interface Resolving {
  readonly facts: RequestFacts;
  readonly staff: Staff;
}

function selected({ agent: selector, role, duty }: StageAgent, staff: Staff): readonly Named[] {
  const lead = { agent: staff.primary, reason: staff.why };
  const work = role === "primary" || role === "support";
  // Whoever helps knows best why; a judge is there for its duty.
  const support = staff.support.map(({ agent, reason }) => ({ agent, reason: work ? reason : duty }));
  if (!isAgentSelector(selector)) {
    if (selector === staff.primary && role === "primary") return [lead];
    return [{ agent: selector, reason: duty }];
  }
  switch (selector) {
    case "domain_primary":
      return [lead];
    case "domain_support":
      return support;
    case "team":
      return [lead, ...support];
    case "component_owners":
      return staff.owners.map((agent) => ({ agent, reason: duty }));
    case "domain_reviewer":
      return staff.reviewers.slice(0, 1).map((agent) => ({ agent, reason: duty }));
  }
}

/** The assignments of a stage in the order of its pattern, nobody twice. */
export function resolveAgents(stage: PatternStage, { facts, staff }: Resolving): Assignment[] {
  const found = new Map<string, Assignment>();
  for (const entry of stage.agents) {
    if (entry.condition !== undefined && !conditionHolds(entry.condition, facts)) continue;
    for (const { agent, reason } of selected(entry, staff).slice(0, entry.atMost)) {
      if (found.has(agent)) continue;
      const id = `${stage.id}-${agent}`;
      found.set(agent, { id, agent, role: entry.role, reason, state: "waiting", starts: 0, round: 1 });
    }
  }
  return [...found.values()];
}
