import type { Route } from "../router/route.ts";
import type { Analysis, PersonSettings } from "../tasks/analysis.ts";
import type { Selection } from "../tasks/selection.ts";
import type { Plan, Priority } from "../tasks/task.ts";

export interface PlanInput {
  readonly text: string;
  readonly route: Route;
  /** What people decided about the task. */
  readonly settings?: PersonSettings | undefined;
  /** The pattern that a person wants, whatever the rules say. */
  readonly pattern?: string | undefined;
}

/** What the orchestrator makes of a routed request. */
export interface PlannedTask {
  readonly requestType: string;
  readonly title: string;
  readonly priority: Priority;
  readonly plan: Plan;
  /** Absent where the words and the route alone were planned by. */
  readonly analysis?: Analysis;
  readonly selection?: Selection;
}

/** Route to plan by the rules, and by how busy the agents are, as both are now. */
export type PlanRequest = (input: PlanInput) => PlannedTask | Promise<PlannedTask>;
