import { createAgentCatalogue } from "../../src/agents/create-agent-catalogue.ts";
import { createRouter, type RouterDeps } from "../../src/router/create-router.ts";
import type { Judgement } from "../../src/router/judgement.ts";
import type { NamedJudge } from "../../src/router/judging.ts";
import type { Router } from "../../src/router/route.ts";
import { makeAgent } from "../execution/brief-kit.ts";

export const AGENTS = createAgentCatalogue(
  ["code", "debug", "docs", "speed"].map((id) => makeAgent({ id, title: `The ${id} agent` })),
);

/** What a judge makes of a text that is work for `debug` and nobody else, changed as a test likes. */
export function aJudgement(
  shares: Readonly<Record<string, number>> = { debug: 0.9 },
  more: Partial<Judgement> & { readonly door?: Readonly<Record<string, number>> } = {},
): Judgement {
  const { door = { work: 5 }, ...rest } = more;
  const agents = AGENTS.agents.map(({ id }) => ({ agent: id, probability: shares[id] ?? 0 }));
  const doors = ["social", "meta", "status", "command", "follow_up", "out_of_scope", "work"];
  return {
    agents: agents.sort((a, b) => b.probability - a.probability),
    frontDoor: new Map(doors.map((label) => [label, door[label] ?? -5])),
    isReadable: true,
    ...rest,
  };
}

/** A judge that says the same of every text and remembers what it was shown. */
export function aJudge(judgement: Judgement, name: NamedJudge["name"] = "bitnet") {
  const seen: string[] = [];
  const judge: NamedJudge = {
    name,
    judge: async (text) => {
      seen.push(text);
      return Promise.resolve(judgement);
    },
  };
  return { judge, seen };
}

export function aRouter(first: NamedJudge, more: Partial<RouterDeps> = {}): Router {
  return createRouter({
    agents: AGENTS,
    judging: { first },
    rules: { routeAt: 0.6, askAt: 0.2, rejectBelow: 0.05, maxChoices: 3, threadFactor: 2 },
    assessComplexity: () => "simple",
    selectSupport: () => [],
    now: () => 0,
    ...more,
  });
}

/** A router whose judge says the same of every text. */
export function aRouterThatThinks(judgement: Judgement, more: Partial<RouterDeps> = {}): Router {
  return aRouter(aJudge(judgement).judge, more);
}
