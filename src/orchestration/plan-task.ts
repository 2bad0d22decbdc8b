import { BotError } from "../errors.ts";
import type { Complexity, Route } from "../router/route.ts";
import type { Analysis, PersonSettings } from "../tasks/analysis.ts";
import type { Selection } from "../tasks/selection.ts";
import { factsOf } from "./analysis-facts.ts";
import { compilePlan } from "./compile-plan.ts";
import { findComponents } from "./find-components.ts";
import { toPhraseText } from "./find-phrases.ts";
import { rowsOf } from "./matrix-support.ts";
import type { PlannedTask } from "./planned-task.ts";
import type { DefinitionSet } from "./read-definitions.ts";
import type { RequestFacts } from "./rules/condition.ts";
import { scorePriority, type Scored } from "./score-priority.ts";
import { selectSupport, type SupportContext } from "./select-support.ts";
import { selectTaskType } from "./select-task-type.ts";
import { titleOf } from "./title-of.ts";

export interface PlanRequest {
  readonly text: string;
  /** The pattern that a person wants, whatever the rules say. */
  readonly pattern?: string | undefined;
  /** Its primary agent leads, its complexity sizes the team, its scores and estimates count as the rules say. */
  readonly route: Pick<
    Route,
    "primary" | "complexity" | "alternatives" | "decidedBy" | "supportScores" | "priority"
  >;
  /** What was found out before; absent: route and words alone decide. */
  readonly decided?: Decided;
}

/** What analysis, selection and people say about a task. */
export interface Decided {
  readonly analysis: Analysis;
  readonly selection: Selection;
  readonly support: SupportContext;
  readonly settings: PersonSettings;
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
  request: PlanRequest,
  definitions: Pick<DefinitionSet, "agents" | "rules" | "playbook">,
): PlannedTask {
  const { text, route, decided, pattern } = request;
  const { agents, rules, playbook } = definitions;
  const { alternatives, decidedBy, supportScores } = route;
  const primary = decided?.selection.agent ?? route.primary;
  const complexity = decided?.analysis.complexity.value ?? route.complexity;
  if (primary === null) {
    throw new BotError(
      "orchestration.no_primary",
      "No agent was chosen for this request, so it cannot be planned",
    );
  }
  if (agents.get(primary) === undefined) {
    throw new BotError("agents.unknown", `There is no agent called "${primary}"`);
  }
  const taskType = decided?.support.taskType ?? selectTaskType({ text, primary }, rules, agents);
  const needed = supportScores === undefined ? {} : { needed: supportScores };
  const context = decided === undefined ? {} : { context: decided.support };
  const support = selectSupport(
    { text, primary, complexity, scores: alternatives, ...needed, ...context },
    rules,
    agents,
  );
  const owners = findComponents(toPhraseText(text, rules.language), rules).map((row) => row.primary);
  const why = decided?.selection.insteadOf === undefined ? decidedBy : decided.selection.why;
  const team = [primary, ...support.map(({ agent }) => agent)];
  // Without an analysis nothing is known of a request but who works on it.
  const facts: RequestFacts =
    decided === undefined
      ? { requestType: taskType.id, complexity, flags: [], domains: team }
      : factsOf(decided.analysis);
  const intersections = decided === undefined ? [] : rowsOf(decided.analysis, playbook.intersections);
  const staff = {
    primary,
    why: `leads ${taskType.title} (${why})`,
    isChosen: CHOSEN.has(decidedBy) || decided?.analysis.favourite.decidedBy === "person",
    support,
    owners,
    reviewers: intersections.flatMap(({ gate }) => gate.reviewers).filter((agent) => !team.includes(agent)),
  };
  const order = {
    facts,
    staff,
    intersections,
    title: taskType.title,
    ...(pattern === undefined ? {} : { pattern }),
  };
  return {
    requestType: taskType.id,
    title: titleOf(text) || taskType.title,
    priority: scorePriority({ ...scoredBy(request, complexity), teamSize: team.length }, rules),
    plan: compilePlan(order, playbook),
  };
}

/** The inputs of the priority formula beside the team. */
function scoredBy({ text, route, decided }: PlanRequest, complexity: Complexity): Omit<Scored, "teamSize"> {
  const scored = { text, complexity, estimate: route.priority };
  if (decided === undefined) return scored;
  const { analysis, settings } = decided;
  const { terms, bumps = [] } = settings;
  return {
    ...scored,
    flags: factsOf(analysis).flags,
    bumps: bumps.length,
    ...(terms === undefined ? {} : { set: terms }),
  };
}
