import { openTrainingSet } from "../../src/entry/open-training-set.ts";
import { assessComplexity } from "../../src/orchestration/assess-complexity.ts";
import { selectSupport } from "../../src/orchestration/select-support.ts";
import { createRouter, type RouterDeps } from "../../src/router/create-router.ts";
import type { NamedJudge } from "../../src/router/judging.ts";
import type { TrainingSet } from "../../src/router/heads/training-set.ts";
import type { ModelPlaces } from "../../src/router/model-cache.ts";
import { openLinearJudge } from "../../src/router/linear-judge.ts";
import type { Router } from "../../src/router/route.ts";
import { shipped } from "../orchestration/shipped.ts";

/** Fitted models carry the version of the code in their key, so that test files may share them. */
const CACHE = "node_modules/.cache/switchyard";

export const shippedAgentIds = shipped.agents.agents.map(({ id }) => id);

/** The training set of the shipped definitions. */
export async function openShippedSet(places: ModelPlaces = {}): Promise<TrainingSet> {
  return openTrainingSet(shipped, {
    agentDir: "agent-config",
    project: { components: [] },
    learned: [],
    ...places,
  });
}

/** A router by the shipped definitions with any judge and a clock that stands still. */
export function createRouterOf(first: NamedJudge, more: Partial<RouterDeps> = {}): Router {
  const { agents, rules } = shipped;
  return createRouter({
    agents,
    judging: { first },
    rules: rules.routing,
    assessComplexity: (request) => assessComplexity(request, rules),
    selectSupport: (request) => selectSupport(request, rules, agents),
    components: rules.components,
    now: () => 0,
    ...more,
  });
}

/** The linear router as it is shipped, with a clock that stands still. */
export async function createShippedRouter(): Promise<Router> {
  const places = { cacheDir: CACHE, shippedDir: "models/router" };
  return createRouterOf({
    name: "linear",
    judge: await openLinearJudge(await openShippedSet(places), places),
  });
}
