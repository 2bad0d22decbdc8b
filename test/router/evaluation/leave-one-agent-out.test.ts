import { expect, test } from "vitest";
import {
  formatLeaveOneOut,
  leaveEachAgentOut,
  toTotal,
  type NewAgentFigures,
} from "../../../src/router/evaluation/leave-one-agent-out.ts";
import { label, scripted } from "./scripted-router.ts";

const items = [label("a", "x"), label("b", "x"), label("c", "y"), label("d", null)];
const asked = { primary: null, band: "ask" } as const;
const away = { primary: null, band: "decline" } as const;

function scored(agent: string) {
  return { agent, score: 0.4 };
}

test("each agent is measured as it is and new, and so is what it costs", async () => {
  const known = scripted({ a: { best: "x" }, b: { best: "x" }, c: { best: "y" }, d: { best: "y", ...away } });
  const before = scripted({
    a: { best: "y" },
    b: { best: "y" },
    c: { best: "y" },
    d: { best: "y", ...away },
  });
  const after = scripted({
    a: { best: "x" },
    b: { best: "z", alternatives: [scored("z"), scored("x")], ...away },
    c: { best: "x" },
    d: { best: "x", ...asked },
  });
  const told: string[] = [];

  const figures = await leaveEachAgentOut({
    agents: ["x"],
    items,
    known,
    routersFor: async () => ({ before, after }),
    onFigures: ({ agent }) => told.push(agent),
  });

  expect(figures).toEqual([
    {
      agent: "x",
      items: 2,
      knownTop1: 1,
      knownTop3: 1,
      newTop1: 0.5,
      newTop3: 1,
      newLost: 0.5,
      othersBefore: 1,
      othersAfter: 0,
      nobodysBefore: 1,
      nobodysAfter: 0,
    },
  ]);
  expect(told).toEqual(["x"]);
});

function figuresOf(agent: string, more: Partial<NewAgentFigures>): NewAgentFigures {
  const shares = { knownTop1: 1, knownTop3: 1, newTop1: 1, newTop3: 1, newLost: 0 };
  const costs = { othersBefore: 0.9, othersAfter: 0.89, nobodysBefore: 0.8, nobodysAfter: 0.8 };
  return { agent, items: 1, ...shares, ...costs, ...more };
}

test("the agents that are found worst come first, those without items last", () => {
  const nothing = { knownTop1: null, knownTop3: null, newTop1: null, newTop3: null, newLost: null };
  const figures = [
    figuresOf("none", { items: 0, ...nothing }),
    figuresOf("good", { items: 3 }),
    figuresOf("poor", { newTop1: 0, othersAfter: 0.86 }),
  ];

  const report = formatLeaveOneOut(figures);

  expect(report.match(/^(?:none|good|poor|all)/gmu)).toEqual(["poor", "good", "none", "all"]);
  expect(report).toMatch(/^all +4 +75\.0 % +100\.0 %.+-2\.0 +\+0\.0$/mu);
  expect(toTotal(figures)).toMatchObject({ items: 4, newTop1: 0.75, newTop3: 1 });
});
