import type { AgentCatalogue } from "../agents/agent.ts";
import { BotError } from "../errors.ts";
import type { Complexity, Route } from "../router/route.ts";
import type { Analysis, PersonSettings } from "../tasks/analysis.ts";
import type { Selection } from "../tasks/selection.ts";
import type { Assignment } from "../tasks/task.ts";
import { factsOf } from "./analysis-facts.ts";
import type { PlannedTask } from "./planned-task.ts";
import type { Rules } from "./rules.ts";
import { scorePriority, type Scored } from "./score-priority.ts";
import { selectSupport, type SupportContext } from "./select-support.ts";
import { selectTaskType } from "./select-task-type.ts";
import { titleOf } from "./title-of.ts";

export interface PlanRequest {
  readonly text: string;
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

const STAGE = "s1";

function toAssignment(agent: string, role: Assignment["role"], reason: string): Assignment {
  return { id: `${STAGE}-${agent}`, agent, role, reason, state: "waiting", starts: 0 };
}

/**
 * Turns a routed request into a plan of one stage: kind of task, support team and priority by the rules. Pure:
 * the same request under the same definitions gives the same plan with the same assignment ids. Support is chosen
 * anew, since a person may have changed the primary agent after the route was made. Throws
 * `orchestration.no_primary` for a route without one, `agents.unknown` when no file describes it.
 */
export function planTask(
  request: PlanRequest,
  definitions: { readonly agents: AgentCatalogue; readonly rules: Rules },
): PlannedTask {
  const { text, route, decided } = request;
  const { agents, rules } = definitions;
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
  const why = decided?.selection.insteadOf === undefined ? decidedBy : decided.selection.why;
  const assignments = [
    toAssignment(primary, "primary", `leads ${taskType.title} (${why})`),
    ...support.map((choice) => toAssignment(choice.agent, "support", choice.reason)),
  ];
  return {
    requestType: taskType.id,
    title: titleOf(text) || taskType.title,
    priority: scorePriority({ ...scoredBy(request, complexity), teamSize: assignments.length }, rules),
    plan: { stages: [{ id: STAGE, title: taskType.title, assignments }] },
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
