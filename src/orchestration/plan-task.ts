import { BotError } from "../errors.ts";
import type { Route } from "../router/route.ts";
import type { Plan, Priority } from "../tasks/task.ts";
import { compilePlan } from "./compile-plan.ts";
import { findComponents } from "./find-components.ts";
import { toPhraseText } from "./find-phrases.ts";
import type { DefinitionSet } from "./read-definitions.ts";
import { conditionHolds } from "./rules/condition.ts";
import type { RequestFacts, RequestFlag } from "./rules/condition.ts";
import type { Playbook } from "./rules/playbook.ts";
import { scorePriority } from "./score-priority.ts";
import { selectSupport } from "./select-support.ts";
import { selectTaskType } from "./select-task-type.ts";
import { titleOf } from "./title-of.ts";

export interface PlanRequest {
  readonly text: string;
  /** What the request is besides its kind and its size. */
  readonly flags?: readonly RequestFlag[];
  /** The pattern that a person wants, whatever the rules say. */
  readonly pattern?: string;
  /** Its primary agent leads, its complexity sizes the team, its scores and estimates count as the rules say. */
  readonly route: Pick<
    Route,
    "primary" | "complexity" | "alternatives" | "decidedBy" | "supportScores" | "priority"
  >;
}

/** The parts of a task that the rules decide. */
export interface PlannedTask {
  readonly requestType: string;
  readonly title: string;
  readonly priority: Priority;
  readonly plan: Plan;
}

/** Routes that a person decided. */
const CHOSEN: ReadonlySet<string> = new Set(["override", "choice", "correction"]);

/**
 * Turns a routed request into a plan: kind of task, support team, pattern with its stages, and priority. Pure:
 * the same request under the same definitions gives the same plan with the same assignment ids. Support is chosen
 * anew, since a person may have changed the primary agent after the route was made. Throws
 * `orchestration.no_primary` for a route without one, `agents.unknown` when no file describes it.
 */
export function planTask(
  { text, route, flags = [], pattern }: PlanRequest,
  definitions: Pick<DefinitionSet, "agents" | "rules" | "playbook">,
): PlannedTask {
  const { agents, rules, playbook } = definitions;
  const { primary, complexity, alternatives, decidedBy, supportScores } = route;
  if (primary === null) {
    throw new BotError(
      "orchestration.no_primary",
      "No agent was chosen for this request, so it cannot be planned",
    );
  }
  if (agents.get(primary) === undefined) {
    throw new BotError("agents.unknown", `There is no agent called "${primary}"`);
  }
  const taskType = selectTaskType({ text, primary }, rules, agents);
  const needed = supportScores === undefined ? {} : { needed: supportScores };
  const support = selectSupport(
    { text, primary, complexity, scores: alternatives, ...needed },
    rules,
    agents,
  );
  const owners = findComponents(toPhraseText(text, rules.language), rules).map((row) => row.primary);
  const facts: RequestFacts = {
    requestType: taskType.id,
    complexity,
    flags,
    domains: [...new Set([primary, ...support.map(({ agent }) => agent)])],
  };
  const staff = {
    primary,
    why: `leads ${taskType.title} (${decidedBy})`,
    isChosen: CHOSEN.has(decidedBy),
    support,
    owners,
    reviewers: reviewersFor(facts, playbook),
  };
  const order = { facts, staff, title: taskType.title, ...(pattern === undefined ? {} : { pattern }) };
  return {
    requestType: taskType.id,
    title: titleOf(text) || taskType.title,
    priority: scorePriority(
      { text, complexity, teamSize: support.length + 1, estimate: route.priority },
      rules,
    ),
    plan: compilePlan(order, playbook),
  };
}

/** Who judges a request that needs another domain as well, as far as they do not work on it. */
function reviewersFor(facts: RequestFacts, { intersections }: Playbook): string[] {
  const rows = intersections.rows.filter(
    ({ agents, when }) =>
      agents.some((agent) => facts.domains.includes(agent)) && conditionHolds(when, facts),
  );
  return rows.flatMap(({ gate }) => gate.reviewers).filter((agent) => !facts.domains.includes(agent));
}
