import { createInterface } from "node:readline";
import { titleOf } from "../../orchestration/title-of.ts";
import { routeLines } from "../../router/route-lines.ts";
import type { Route } from "../../router/route.ts";
import { withRouter } from "../with-router.ts";

function formatRoute(route: Route): string {
  const alternatives = route.alternatives.map(({ agent, score }) => `${agent} ${score.toFixed(2)}`);
  const support = route.support.map(({ agent, reason }) => `  with ${agent}: ${reason}`);
  return [
    `${route.frontDoor}: ${route.primary ?? `nobody (${route.band})`}, confidence ${route.confidence.toFixed(2)}, ${route.complexity}, decided by ${route.decidedBy}`,
    ...support,
    ...(route.nearest ?? []).slice(0, 1).map(({ text, label }) => `  nearest: "${titleOf(text)}" (${label})`),
    `  scores: ${alternatives.join(", ")}`,
  ].join("\n");
}

/** `switchyard route "text"`: one routing decision, without Redis. */
export async function runRoute(text: string, options: { readonly json: boolean }): Promise<number> {
  const route = await withRouter(async ({ router }) => router.route(text));
  process.stdout.write(`${options.json ? JSON.stringify({ ...route, text }) : formatRoute(route)}\n`);
  return 0;
}

/** `switchyard route --jsonl`: one decision for each `{"text": …}` line of standard input; 1 when a line was bad. */
export async function runRouteLines(): Promise<number> {
  return withRouter(async ({ router }) => {
    const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    // Who has no reader any more needs no more lines.
    process.stdout.once("error", () => lines.close());
    const { exitCode } = await routeLines(lines, router, {
      write: (line) => void process.stdout.write(`${line}\n`),
      complain: (message) => void process.stderr.write(`${message}\n`),
    });
    return exitCode;
  });
}
