import { readFileSync } from "node:fs";
import { assessComplexity } from "../../src/orchestration/assess-complexity.ts";
import { selectSupport } from "../../src/orchestration/select-support.ts";
import { parseFrontDoorExamples } from "../../src/router/front-door-examples.ts";
import { createLinearRouter } from "../../src/router/linear-router.ts";
import type { Router } from "../../src/router/route.ts";
import { shipped } from "../orchestration/shipped.ts";

const FRONT_DOOR = "agent-config/routing/front-door.jsonl";

export const shippedAgentIds = shipped.agents.agents.map(({ id }) => id);

/** The router as it is shipped, with a clock that stands still. */
export async function createShippedRouter(): Promise<Router> {
  const { agents, rules } = shipped;
  const { examples, problems } = parseFrontDoorExamples(readFileSync(FRONT_DOOR, "utf8"), FRONT_DOOR);
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
  return createLinearRouter({
    agents,
    frontDoorExamples: examples,
    thresholds: rules.routing,
    assessComplexity: (request) => assessComplexity(request, rules),
    selectSupport: (request) => selectSupport(request, rules, agents),
    components: rules.components,
    now: () => 0,
  });
}
