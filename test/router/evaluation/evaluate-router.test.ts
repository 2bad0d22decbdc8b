import { expect, test } from "vitest";
import { evaluateRouter } from "../../../src/router/evaluation/evaluate-router.ts";
import type { Router } from "../../../src/router/route.ts";
import { label, scripted } from "./scripted-router.ts";

const DECLINED = { primary: null, band: "decline", confidence: 0.1 } as const;
const ASKED = { primary: null, band: "ask", confidence: 0.3 } as const;

test("right, acceptable and wrong agents are counted over the work items alone", async () => {
  const items = [
    label("right", "debug"),
    label("acceptable", "debug", { acceptable: ["code"] }),
    label("third", "z"),
    label("wrong", "debug"),
    label("nobody", null),
    label("hi", null, { frontDoor: "social" }),
  ];
  const router = scripted({
    right: { best: "debug" },
    acceptable: { best: "code" },
    third: { best: "x" },
    wrong: { best: "x", ...ASKED },
    nobody: { best: "x", ...DECLINED },
    hi: { best: "x", frontDoor: "social", primary: null },
  });

  const evaluation = await evaluateRouter(router, items);

  expect(evaluation).toMatchObject({
    items: 6,
    work: 4,
    outOfScope: 1,
    top1: 0.5,
    top1Exact: 0.25,
    top3: 0.75,
    frontDoorAccuracy: 1,
    outOfScopeRecall: 1,
    falseRejection: 0,
    bands: { route: 0.75, ask: 0.25, decline: 0 },
    complexityAccuracy: null,
    latencyMs: { p50: 4, p95: 4, first: 4 },
  });
  expect(evaluation.routedPrecision).toBeCloseTo(2 / 3);
});

test("work that is declined or taken for small talk is falsely rejected", async () => {
  const items = ["a", "b", "c", "d"].map((text) => label(text, "debug"));
  const router = scripted({
    a: { best: "debug" },
    b: { best: "debug", ...ASKED },
    c: { best: "debug", ...DECLINED },
    d: { best: "debug", frontDoor: "social", primary: null },
  });

  expect((await evaluateRouter(router, items)).falseRejection).toBe(0.5);
});

test("an out-of-scope item that is routed or asked about is missed and listed", async () => {
  const items = [label("a", null), label("b", null, { frontDoor: "work" })];
  const router = scripted({ a: { best: "x" }, b: { best: "y", ...ASKED } });

  const evaluation = await evaluateRouter(router, items);

  expect(evaluation.outOfScopeRecall).toBe(0);
  expect(evaluation.routedPrecision).toBe(0);
  expect(evaluation.worst.map(({ text, got }) => [text, got])).toEqual([
    ["a", "x"],
    ["b", "y"],
  ]);
});

test("out of scope is swept by the probability of work, and by the confidence of a router that has none", async () => {
  const items = [label("a", "debug"), label("b", null)];
  const swept = scripted({
    a: { best: "debug", workProbability: 0.6, confidence: 0.2 },
    b: { best: "x", workProbability: 0.5, confidence: 0.4 },
  });
  const bare = scripted({ a: { best: "debug", confidence: 0.2 }, b: { best: "x", confidence: 0.4 } });

  expect(await evaluateRouter(swept, items)).toMatchObject({
    outOfScopeRecallAt3: 1,
    workProbabilityFor3: 0.6,
    outOfScopeRanking: 1,
  });
  expect(await evaluateRouter(bare, items)).toMatchObject({ outOfScopeRecallAt3: 0, outOfScopeRanking: 0 });
});

test("what a rule took for small talk was no work to the router", async () => {
  const items = [label("a", "debug"), label("b", null)];
  const router = scripted({
    a: { best: "debug", confidence: 0.2 },
    b: { best: "x", frontDoor: "social", primary: null, confidence: 1 },
  });

  expect((await evaluateRouter(router, items)).outOfScopeRecallAt3).toBe(1);
});

test("the team is compared with the primary and the support together", async () => {
  const items = [label("a", "debug", { support: ["code", "ask"] })];
  const router = scripted({ a: { best: "debug", support: [{ agent: "code", reason: "" }] } });

  const { setF1, setJaccard } = await evaluateRouter(router, items);

  expect(setF1).toBeCloseTo(4 / 5);
  expect(setJaccard).toBeCloseTo(2 / 3);
});

test("complexity counts where it is labelled, near misses apart", async () => {
  const items = [
    label("a", "x", { complexity: "simple" }),
    label("b", "x", { complexity: "medium" }),
    label("c", "x", { complexity: "critical" }),
    label("d", "x"),
  ];
  const router = scripted({ a: { best: "x" }, b: { best: "x" }, c: { best: "x" }, d: { best: "x" } });

  const { complexityAccuracy, complexityWithinOne } = await evaluateRouter(router, items);

  expect(complexityAccuracy).toBeCloseTo(1 / 3);
  expect(complexityWithinOne).toBeCloseTo(2 / 3);
});

test("priority terms are off by their distance, where both label and estimate exist", async () => {
  const items = [
    label("a", "x", { urgency: 5, risk: 2 }),
    label("b", "x", { urgency: 1 }),
    label("c", "x", { urgency: 5 }),
  ];
  const router = scripted({ a: { best: "x" }, b: { best: "x" }, c: { best: "x" } });
  const estimate = { urgency: 3, impact: 3, dependencies: 1, risk: 3 };

  const { priorityErrors } = await evaluateRouter(router, items, {
    priorityOf: ({ text }) => (text === "c" ? undefined : estimate),
  });

  expect(priorityErrors).toEqual({ urgency: 2, impact: null, dependencies: null, risk: 1, all: 5 / 3 });
});

test("confusions are counted by pair, the most frequent first, and fill a matrix", async () => {
  const items = [
    label("a", "debug"),
    label("b", "debug"),
    label("c", "ask"),
    label("d", "x", { acceptable: ["y"] }),
    label("e", null),
    label("f", null),
  ];
  const router = scripted({
    a: { best: "x" },
    b: { best: "x" },
    c: { best: "y" },
    d: { best: "y" },
    e: { best: "y", ...DECLINED },
    f: { best: "y" },
  });

  const { confusions, confusionMatrix } = await evaluateRouter(router, items);

  expect(confusions).toEqual([
    { expected: "debug", got: "x", count: 2 },
    { expected: "ask", got: "y", count: 1 },
    { expected: "(nobody)", got: "y", count: 1 },
  ]);
  expect(confusionMatrix).toEqual({
    labels: ["ask", "debug", "x", "y", "(nobody)"],
    counts: [
      [0, 0, 0, 1, 0],
      [0, 0, 2, 0, 0],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 1, 1],
    ],
  });
});

test("the thread of an item reaches the router", async () => {
  const seen: unknown[] = [];
  const inner = scripted({ a: { best: "x" } });
  const router: Router = {
    route: async (text, context) => {
      seen.push(context);
      return inner.route(text, context);
    },
  };

  await evaluateRouter(router, [label("a", null, { frontDoor: "follow_up", inTaskThread: true })]);

  expect(seen).toEqual([{ inTaskThread: true }]);
});

test("the first call has a time of its own and stays out of the others", async () => {
  const items = ["a", "b", "c"].map((text) => label(text, "x"));
  const router = scripted({
    a: { best: "x", ms: 90 },
    b: { best: "x", ms: 2 },
    c: { best: "x", ms: 3 },
  });

  expect((await evaluateRouter(router, items)).latencyMs).toEqual({ first: 90, p50: 2, p95: 3 });
  expect((await evaluateRouter(router, items.slice(0, 1))).latencyMs).toEqual({
    first: 90,
    p50: 90,
    p95: 90,
  });
});

test("an empty set gives no shares, and an evaluation that is JSON", async () => {
  const evaluation = await evaluateRouter(scripted({}), []);

  expect(evaluation).toMatchObject({
    items: 0,
    top1: null,
    coverageAt95: null,
    calibrationError: null,
    outOfScopeRecallAt3: null,
    latencyMs: { p50: 0, p95: 0, first: 0 },
  });
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
});
