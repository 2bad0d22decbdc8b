import { expect, test } from "vitest";
import { compareAnswers } from "../../../src/router/learning/compare-routers.ts";
import { toAnsweredItem } from "../../../src/router/evaluation/answered-item.ts";
import type { LabelledRequest } from "../../../src/router/labelled-set.ts";
import type { Route } from "../../../src/router/route.ts";
import { fixedRoute } from "../../fakes/fixed-route.ts";

const RULES = { alpha: 0.05, maxLoss: 0.02, maxShift: 0.05 };
const ASKED = { primary: null, band: "ask" } as const;

function answered(label: Partial<LabelledRequest>, route: Partial<Route>) {
  const item = { text: "x", primary: "debug", acceptable: [], support: [], ...label };
  return toAnsweredItem(item, { ...fixedRoute("x"), ...route }, undefined);
}

function many(count: number, ...one: Parameters<typeof answered>) {
  return Array.from({ length: count }, () => answered(...one));
}

const toAgent = (agent: string) => ({ primary: agent, alternatives: [{ agent, score: 0.9 }] });

test("counts an acceptable agent as right", () => {
  const label = { acceptable: ["code"] };

  const { work, top1Before, top1After } = compareAnswers(
    many(4, label, toAgent("debug")),
    many(4, label, toAgent("code")),
    RULES,
  );

  expect(work).toMatchObject({ items: 4, lost: 0, gained: 0, isWorse: false });
  expect([top1Before, top1After]).toEqual([1, 1]);
});

test("counts what is nobody's as right when it is turned away, and a door when it is told", () => {
  const nobodys = { primary: null, frontDoor: "work" } as const;
  const door = { primary: null, frontDoor: "status" } as const;

  const { rest, flips, agents } = compareAnswers(
    [answered(nobodys, { ...ASKED, band: "decline" }), answered(door, toAgent("ask"))],
    [answered(nobodys, toAgent("ask")), answered(door, { frontDoor: "status", primary: null })],
    RULES,
  );

  expect(rest).toMatchObject({ items: 2, lost: 1, gained: 1 });
  expect(flips.map(({ expected, before, after, gained }) => [expected, before, after, gained])).toEqual([
    ["(nobody)", "(nobody)", "ask", false],
    ["status", "ask", "status", true],
  ]);
  expect(agents).toEqual([
    { agent: "(nobody)", gained: 0, lost: 1 },
    { agent: "status", gained: 1, lost: 0 },
  ]);
});

test("notices a router that has the same best agents and yet asks about everything", () => {
  const compared = compareAnswers(
    many(40, {}, toAgent("debug")),
    [...many(37, {}, toAgent("debug")), ...many(3, {}, { ...toAgent("debug"), ...ASKED })],
    RULES,
  );

  expect(compared.work).toMatchObject({ lost: 0, isWorse: false });
  expect(compared.routed).toEqual({
    rightBefore: 1,
    rightAfter: 0.925,
    wrongBefore: 0,
    wrongAfter: 0,
    isWorse: true,
  });
});

test("notices a router that no longer asks where it is wrong", () => {
  const wrong = { ...toAgent("code"), ...ASKED };

  const compared = compareAnswers(
    [...many(37, {}, toAgent("debug")), ...many(3, {}, wrong)],
    [...many(37, {}, toAgent("debug")), ...many(3, {}, toAgent("code"))],
    RULES,
  );

  expect(compared.work.isWorse).toBe(false);
  expect(compared.routed).toMatchObject({ wrongBefore: 0, wrongAfter: 0.075, isWorse: true });
});

test("puts up with a small shift", () => {
  const compared = compareAnswers(
    many(40, {}, toAgent("debug")),
    [...many(39, {}, toAgent("debug")), ...many(1, {}, { ...toAgent("debug"), ...ASKED })],
    RULES,
  );

  expect(compared.routed.isWorse).toBe(false);
});
