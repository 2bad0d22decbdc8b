import { expect, test } from "vitest";
import { formatIntents, type IntentsReport } from "../../../bench/public-intents/format-intents.ts";

const FIGURE = { cost: 10, tried: [], accuracy: 0.9512, trainTexts: 15000, testTexts: 4500 };
const REPORT: IntentsReport = {
  encoder: "models/router",
  encoderId: "abc",
  full: { CLINC150: FIGURE },
  tenShot: {},
};

test("our figure stands above the published ones, and what was not measured is a dash", () => {
  const lines = formatIntents(REPORT).split("\n");

  const own = lines.find((line) => line.startsWith("this encoder"));
  expect(own?.split(/ {2,}/u).slice(1)).toEqual(["95.1", "-", "-", "this run"]);
  expect(lines.some((line) => line.startsWith("BERT, fine-tuned") && line.includes("96.9"))).toBe(true);
});

test("a run on some of the texts says that its figures mean nothing", () => {
  expect(formatIntents({ ...REPORT, limit: 50 })).toContain("ONLY 50 TEXTS");
  expect(formatIntents(REPORT)).not.toContain("ONLY");
});

test("texts out of scope are shown when they were measured", () => {
  const result = {
    threshold: 0.5,
    inScopeAccuracy: 0.931,
    outOfScopeRecall: 0.712,
    falseRejection: 0.0301,
    accuracy: 0.89,
  };
  const method = {
    name: "nearest training text",
    validRanking: 0.97,
    ranking: 0.961,
    mostAccurate: result,
    atFalseRejection: result,
  };

  const text = formatIntents({ ...REPORT, outOfScope: { methods: [method], falseRejection: 0.03 } });

  const line = text.split("\n").find((one) => one.startsWith("nearest"));
  expect(line?.split(/ {2,}/u).slice(1)).toEqual([
    "93.1",
    "89.0",
    "71.2",
    "3.0",
    "0.961",
    "most accurate on valid",
  ]);
  expect(text).toContain("rejects 3 % of valid");
});
