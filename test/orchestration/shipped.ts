import type { DefinitionSet } from "../../src/orchestration/read-definitions.ts";
import { readDefinitions } from "../../src/orchestration/read-definitions.ts";
import { planTask } from "../../src/orchestration/plan-task.ts";
import type { PlannedTask } from "../../src/orchestration/planned-task.ts";
import { assessComplexity } from "../../src/orchestration/assess-complexity.ts";
import type { Route } from "../../src/router/route.ts";

/** Definitions of a folder that must be sound. */
export async function definitionsOf(dir: string): Promise<DefinitionSet> {
  const { set, problems } = await readDefinitions(dir);
  if (set === undefined) throw new Error(JSON.stringify(problems, null, 2));
  return set;
}

export const shipped = await definitionsOf("agent-config");

/** The plan for a text whose primary agent is known, judged by the given definitions alone. */
export function planFor(text: string, primary: string, set: DefinitionSet = shipped): PlannedTask {
  return planTask({ text, route: routeTo(primary, assessComplexity({ text, primary }, set.rules)) }, set);
}

export function routeTo(primary: string | null, complexity: Route["complexity"] = "medium"): Route {
  return {
    text: "",
    frontDoor: "work",
    primary,
    support: [],
    complexity,
    confidence: 0.9,
    decidedBy: "linear",
    alternatives: [],
    ms: 1,
    band: "route",
  };
}

export function supportOf(planned: PlannedTask): string[] {
  const assignments = planned.plan.stages.flatMap((stage) => stage.assignments);
  return assignments.filter((one) => one.role === "support").map((one) => one.agent);
}
