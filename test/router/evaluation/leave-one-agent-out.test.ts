import { expect, test } from "vitest";
import {
  asNewAgent,
  formatLeaveOneOut,
  leaveEachAgentOut,
  toTotal,
  type RouterSources,
} from "../../../src/router/evaluation/leave-one-agent-out.ts";
import { shipped } from "../../orchestration/shipped.ts";
import { label, scripted } from "./scripted-router.ts";

const agents = shipped.agents.agents.slice(0, 2);
const [first, second] = agents.map(({ id }) => id) as [string, string];
const ONE = { text: "one", primary: first, acceptable: [second], support: [second], urgency: 2 };
const TWO = { text: "two", primary: second, acceptable: [first] };
const requests = new Map([["requests.jsonl", `${JSON.stringify(TWO)}\n${JSON.stringify(ONE)}\nno JSON\n`]]);
const items = [label("a", first), label("b", first), label("c", second), label("d", null)];

test("a new agent has twelve examples, no requests, and no request of others names it", () => {
  const many = agents.map((agent) => ({ ...agent, examples: [...agent.examples, "more", "and more"] }));

  const sources = asNewAgent(second, { agents: many, requests });

  const lines = sources.requests.get("requests.jsonl")?.split("\n") ?? [];
  expect([lines[0], ...lines.slice(2)]).toEqual(["", "no JSON", ""]);
  expect(JSON.parse(lines[1] ?? "")).toEqual({ ...ONE, acceptable: [], support: [] });
  expect(sources.agents.map(({ examples }) => examples.length)).toEqual([many[0]?.examples.length, 12]);
});

test("each agent is measured on its own items, new and as it is", async () => {
  const routerFrom = async ({ requests: taught }: RouterSources) => {
    const knowsAll = taught === requests;
    const rest = { primary: null, band: "ask" } as const;
    return scripted({
      a: { best: first, ...rest },
      b: knowsAll ? { best: first, ...rest } : { best: "x", alternatives: withSecond("x", first) },
      c: knowsAll ? { best: second, ...rest } : { best: "y" },
    });
  };
  const told: string[] = [];

  const figures = await leaveEachAgentOut({
    agents,
    requests,
    items,
    routerFrom,
    onFigures: ({ agent }) => told.push(agent),
  });

  expect(figures).toEqual([
    { agent: first, items: 2, knownTop1: 1, knownTop3: 1, newTop1: 0.5, newTop3: 1 },
    { agent: second, items: 1, knownTop1: 1, knownTop3: 1, newTop1: 0, newTop3: 0 },
  ]);
  expect(told).toEqual([first, second]);
  expect(toTotal(figures)).toMatchObject({ items: 3, newTop1: 1 / 3, newTop3: 2 / 3 });
});

test("the agents that are found worst come first, those without items last", () => {
  const shares = { knownTop1: 1, knownTop3: 1, newTop3: 1 };
  const report = formatLeaveOneOut([
    { agent: "none", items: 0, knownTop1: null, knownTop3: null, newTop1: null, newTop3: null },
    { agent: "good", items: 3, ...shares, newTop1: 1 },
    { agent: "poor", items: 1, ...shares, newTop1: 0 },
  ]);

  expect(report.match(/^(?:none|good|poor|all)/gmu)).toEqual(["poor", "good", "none", "all"]);
  expect(report).toMatch(/^all +4 +75\.0 % +100\.0 %/mu);
});

function withSecond(...ids: readonly string[]) {
  return ids.map((agent) => ({ agent, score: 0.4 }));
}
