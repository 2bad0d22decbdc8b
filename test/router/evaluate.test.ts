import { expect, test } from "vitest";
import { evaluateRouter } from "../../src/router/evaluate.ts";
import {
  coverageAtPrecision,
  expectedCalibrationError,
  percentile,
  setScores,
} from "../../src/router/evaluation-metrics.ts";
import { formatEvaluation } from "../../src/router/format-evaluation.ts";
import { LabelledRequest } from "../../src/router/labelled-set.ts";
import type { Route, Router } from "../../src/router/route.ts";

function label(text: string, primary: string | null, more: Partial<LabelledRequest> = {}): LabelledRequest {
  return LabelledRequest.parse({ text, primary, ...more });
}

/** Answers each text with what the table says, as work routed with confidence 0.9 unless told otherwise. */
function scripted(table: Record<string, Partial<Route> & { best: string }>): Router {
  return {
    route: async (text) => {
      const { best, ...route } = table[text]!;
      const others = ["x", "y", "z"].filter((agent) => agent !== best);
      return {
        text,
        frontDoor: "work",
        primary: best,
        support: [],
        complexity: "simple",
        confidence: 0.9,
        decidedBy: "linear",
        alternatives: [best, ...others].map((agent) => ({ agent, score: 0.5 })),
        ms: 4,
        band: "route",
        ...route,
      };
    },
  };
}

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
    latencyMs: { p50: 4, p95: 4 },
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

test("the team is compared with the primary and the support together", async () => {
  const items = [label("a", "debug", { support: ["code", "ask"] })];
  const router = scripted({ a: { best: "debug", support: [{ agent: "code", reason: "" }] } });

  const { setF1, setJaccard } = await evaluateRouter(router, items);

  expect(setF1).toBeCloseTo(4 / 5);
  expect(setJaccard).toBeCloseTo(2 / 3);
});

test("complexity counts where it is labelled", async () => {
  const items = [
    label("a", "x", { complexity: "simple" }),
    label("b", "x", { complexity: "high" }),
    label("c", "x"),
  ];
  const router = scripted({ a: { best: "x" }, b: { best: "x" }, c: { best: "x" } });

  expect((await evaluateRouter(router, items)).complexityAccuracy).toBe(0.5);
});

test("confusions are counted by pair, the most frequent first", async () => {
  const items = [label("a", "debug"), label("b", "debug"), label("c", "ask")];
  const router = scripted({ a: { best: "x" }, b: { best: "x" }, c: { best: "y" } });

  expect((await evaluateRouter(router, items)).confusions).toEqual([
    { expected: "debug", got: "x", count: 2 },
    { expected: "ask", got: "y", count: 1 },
  ]);
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

test("coverage reaches down to the lowest confidence at which the precision still holds", () => {
  const rights = Array.from({ length: 19 }, (_, index) => ({ confidence: 0.9 - index / 100, isRight: true }));
  const judged = [...rights, { confidence: 0.5, isRight: false }, { confidence: 0.4, isRight: false }];

  expect(coverageAtPrecision(judged, 0.95)).toEqual({ confidence: 0.5, right: 19 });
  expect(coverageAtPrecision([{ confidence: 0.9, isRight: false }], 0.95)).toEqual({
    confidence: null,
    right: 0,
  });
});

test("answers of one confidence stand or fall together", () => {
  const judged = [true, false].map((isRight) => ({ confidence: 0.8, isRight }));

  expect(coverageAtPrecision(judged, 0.95).confidence).toBeNull();
});

test("calibration error is the gap between sure and right", () => {
  const half = [true, false].map((isRight) => ({ confidence: 0.5, isRight }));
  const tooSure = [true, false].map((isRight) => ({ confidence: 1, isRight }));

  expect(expectedCalibrationError(half)).toBeCloseTo(0);
  expect(expectedCalibrationError(tooSure)).toBeCloseTo(0.5);
  expect(expectedCalibrationError([])).toBeNull();
});

test("percentiles are by nearest rank, sets may be empty", () => {
  expect([percentile([3, 1, 2], 0.5), percentile([1, 2, 3, 4], 0.95), percentile([], 0.5)]).toEqual([
    2, 4, 0,
  ]);
  expect(setScores(new Set(), new Set())).toEqual({ f1: 1, jaccard: 1 });
});

test("an empty set gives no shares, and both an evaluation for people and one for programs", async () => {
  const evaluation = await evaluateRouter(scripted({}), []);

  expect(evaluation).toMatchObject({ items: 0, top1: null, coverageAt95: null, calibrationError: null });
  expect(formatEvaluation(evaluation)).toContain("best agent right     not labelled");
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
});

test("the report names figures, confusions and the worst items on one line each", async () => {
  const long = `why does\nit\u001B[31m crash ${"again ".repeat(30)}`;
  const items = [label("right", "debug"), label(long, "debug")];
  const router = scripted({ right: { best: "debug" }, [long]: { best: "x" } });

  const report = formatEvaluation(await evaluateRouter(router, items));

  expect(report).toContain("2 items: 2 for an agent, 0 for nobody.");
  expect(report).toContain("best agent right     50.0 %");
  expect(report).toContain("  1 x debug -> x");
  expect(report).toMatch(/0\.90 debug -> x: why does it \[31m crash again.*\.\.\.$/mu);
});
