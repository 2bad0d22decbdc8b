import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { formatProblem } from "../config/problem.ts";
import { BotError } from "../errors.ts";
import { assessComplexity } from "../orchestration/assess-complexity.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import { selectSupport } from "../orchestration/select-support.ts";
import { createLinearRouter } from "../router/linear-router.ts";
import type { Router } from "../router/route.ts";
import { parseFrontDoorExamples } from "../router/front-door-examples.ts";

export interface RouterOptions {
  /** The folder with the agents; their training requests lie in `routing/` below it. */
  readonly agentDir: string;
  /** Where fitted models are kept between starts; absent: nowhere. */
  readonly cacheDir?: string;
}

/** Fits (or loads the fitted) router for one set of definitions. */
export async function createRouter(set: DefinitionSet, options: RouterOptions): Promise<Router> {
  const { agents, rules } = set;
  const file = join(options.agentDir, "routing", "front-door.jsonl");
  const { examples, problems } = parseFrontDoorExamples(await readFile(file, "utf8"), file);
  if (problems.length > 0) {
    throw new BotError(
      "router.bad_examples",
      `The front-door examples cannot be used:\n${problems.map(formatProblem).join("\n")}`,
    );
  }
  return createLinearRouter({
    agents,
    frontDoorExamples: examples,
    thresholds: rules.routing,
    assessComplexity: (request) => assessComplexity(request, rules),
    selectSupport: (request) => selectSupport(request, rules, agents),
    components: rules.components,
    now: () => performance.now(),
    ...(options.cacheDir === undefined ? {} : { cacheDir: options.cacheDir }),
  });
}

export interface ReloadingRouter extends Router {
  /** Refits for changed definitions; the old router answers until the new one is ready. */
  reload(set: DefinitionSet): Promise<void>;
}

export async function createReloadingRouter(
  set: DefinitionSet,
  options: RouterOptions,
): Promise<ReloadingRouter> {
  let current = await createRouter(set, options);
  return {
    route: async (text, context) => current.route(text, context),
    async reload(next) {
      current = await createRouter(next, options);
    },
  };
}
