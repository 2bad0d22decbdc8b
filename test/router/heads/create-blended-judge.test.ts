import { expect, test } from "vitest";
import { blend, createBlendedJudge } from "../../../src/router/heads/create-blended-judge.ts";
import type { Judgement } from "../../../src/router/judgement.ts";

function judgement(agents: Record<string, number>, work: number, isReadable = true): Judgement {
  return {
    agents: Object.entries(agents)
      .map(([agent, probability]) => ({ agent, probability }))
      .sort((a, b) => b.probability - a.probability),
    frontDoor: new Map([
      ["social", 0],
      ["work", work],
    ]),
    isReadable,
  };
}

const EQUAL = { agents: { heads: 1, linear: 1 }, door: { heads: 1, linear: 1 } };

test("what both hold likely goes before what only one does", () => {
  const heads = judgement({ a: 0.6, b: 0.39, c: 0.01 }, 2);
  const linear = judgement({ c: 0.6, b: 0.39, a: 0.01 }, 1);

  const blended = blend(heads, linear, EQUAL);

  expect(blended.agents[0]?.agent).toBe("b");
  expect(blended.agents.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  const gap = blended.frontDoor.get("work")! - blended.frontDoor.get("social")!;
  expect(gap).toBeCloseTo(3, 6);
});

test("a weight of nothing silences a judge", () => {
  const heads = judgement({ a: 0.6, b: 0.4 }, 2);
  const linear = judgement({ b: 0.9, a: 0.1 }, -2);
  const alone = { heads: 1, linear: 0 };

  const blended = blend(heads, linear, { agents: alone, door: alone });

  expect(blended.agents[0]?.probability).toBeCloseTo(0.6, 6);
  expect(blended.frontDoor.get("work")! - blended.frontDoor.get("social")!).toBeCloseTo(2, 6);
});

test("an agent that one judge is sure is wrong can still win, and one it does not know too", () => {
  const heads = judgement({ a: 1, b: 0 }, 0);

  expect(blend(heads, judgement({ b: 0.9, a: 0.1 }, 0), EQUAL).agents[0]?.agent).toBe("a");
  expect(blend(heads, judgement({ b: 1 }, 0), EQUAL).agents.map(({ probability }) => probability)).toEqual([
    0.5, 0.5,
  ]);
});

test("where the linear judge reads nothing, the heads alone count, and what only they know is kept", async () => {
  const heads = { ...judgement({ a: 0.6, b: 0.4 }, 2), nearest: [] };
  const judges = {
    heads: async () => heads,
    linear: async () => judgement({ b: 1, a: 0 }, -9, false),
  };

  expect(await createBlendedJudge(judges, EQUAL)("x")).toEqual(heads);
  const readable = { ...judges, linear: async () => judgement({ b: 0.5, a: 0.5 }, 0) };
  expect(await createBlendedJudge(readable, EQUAL)("x")).toMatchObject({ nearest: [] });
});
