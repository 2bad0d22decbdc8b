import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { formatProblem } from "../../config/problem.ts";
import { readSettings } from "../../config/settings.ts";
import { BotError, messageOf } from "../../errors.ts";
import { createDefinitions } from "../../orchestration/create-definitions.ts";
import { evaluateRouter } from "../../router/evaluate.ts";
import { formatEvaluation } from "../../router/format-evaluation.ts";
import { parseLabelledSet } from "../../router/labelled-set.ts";
import { routeLines } from "../../router/route-lines.ts";
import type { Route, Router } from "../../router/route.ts";
import { createRouter } from "../create-reloading-router.ts";
import { agentDir } from "../start-switchyard.ts";

interface OpenRouter {
  readonly router: Router;
  readonly agentIds: readonly string[];
}

async function openRouter(): Promise<OpenRouter> {
  const settings = readSettings();
  const definitions = await createDefinitions({ dir: agentDir() });
  const set = definitions.current();
  await definitions.close();
  const router = await createRouter(set, {
    agentDir: agentDir(),
    cacheDir: join(settings.dataDir, "router"),
  });
  return { router, agentIds: set.agents.agents.map(({ id }) => id) };
}

function formatRoute(route: Route): string {
  const alternatives = route.alternatives.map(({ agent, score }) => `${agent} ${score.toFixed(2)}`);
  const support = route.support.map(({ agent, reason }) => `  with ${agent}: ${reason}`);
  return [
    `${route.frontDoor}: ${route.primary ?? `nobody (${route.band})`}, confidence ${route.confidence.toFixed(2)}, ${route.complexity}, decided by ${route.decidedBy}`,
    ...support,
    `  scores: ${alternatives.join(", ")}`,
  ].join("\n");
}

/** `switchyard route "text"`: one routing decision, without Redis. */
export async function runRoute(text: string, options: { readonly json: boolean }): Promise<number> {
  const { router } = await openRouter();
  const route = await router.route(text);
  process.stdout.write(`${options.json ? JSON.stringify({ ...route, text }) : formatRoute(route)}\n`);
  return 0;
}

/** `switchyard route --jsonl`: one decision for each `{"text": …}` line of standard input; 1 when a line was bad. */
export async function runRouteLines(): Promise<number> {
  const { router } = await openRouter();
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const { exitCode } = await routeLines(lines, router, {
    write: (line) => void process.stdout.write(`${line}\n`),
    complain: (message) => void process.stderr.write(`${message}\n`),
  });
  return exitCode;
}

/** `switchyard route eval --set FILE.jsonl`: how good the router is on labelled requests. */
export async function runRouteEval(options: {
  readonly set: string;
  readonly json: boolean;
}): Promise<number> {
  const { router, agentIds } = await openRouter();
  const { items, problems } = parseLabelledSet(await readSet(options.set), { file: options.set, agentIds });
  if (problems.length > 0) {
    throw new BotError(
      "router.bad_set",
      `The set cannot be used:\n${problems.map(formatProblem).join("\n")}`,
    );
  }
  const evaluation = await evaluateRouter(router, items);
  process.stdout.write(`${options.json ? JSON.stringify(evaluation) : formatEvaluation(evaluation)}\n`);
  return 0;
}

async function readSet(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new BotError("router.no_set", `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
