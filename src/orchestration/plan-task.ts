import type { AgentCatalogue } from "../agents/agent.ts";
import { BotError } from "../errors.ts";
import type { Route } from "../router/route.ts";
import type { Assignment, Plan, Priority } from "../tasks/task.ts";
import type { Rules } from "./rules.ts";
import { scorePriority } from "./score-priority.ts";
import { selectSupport } from "./select-support.ts";
import { selectTaskType } from "./select-task-type.ts";
import { titleOf } from "./title-of.ts";

export interface PlanRequest {
  readonly text: string;
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
  { text, route }: PlanRequest,
  definitions: { readonly agents: AgentCatalogue; readonly rules: Rules },
): PlannedTask {
  const { agents, rules } = definitions;
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
  const assignments = [
    toAssignment(primary, "primary", `leads ${taskType.title} (${decidedBy})`),
    ...support.map((choice) => toAssignment(choice.agent, "support", choice.reason)),
  ];
  return {
    requestType: taskType.id,
    title: titleOf(text) || taskType.title,
    priority: scorePriority(
      { text, complexity, teamSize: assignments.length, estimate: route.priority },
      rules,
    ),
    plan: { stages: [{ id: STAGE, title: taskType.title, assignments }] },
  };
}
