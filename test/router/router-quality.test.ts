import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { evaluateRouter, type Evaluation } from "../../src/router/evaluate.ts";
import { parseFrontDoorExamples } from "../../src/router/front-door-examples.ts";
import { parseLabelledSet } from "../../src/router/labelled-set.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createShippedRouter, shippedAgentIds } from "./shipped-router.ts";

const SET = "test/fixtures/routing/validation.jsonl";
const { items, problems } = parseLabelledSet(readFileSync(SET, "utf8"), {
  file: SET,
  agentIds: shippedAgentIds,
});

let evaluation: Evaluation;
beforeAll(async () => {
  evaluation = await evaluateRouter(await createShippedRouter(), items);
});

test("the validation set is sound and has at least six requests for each agent", () => {
  expect(problems).toEqual([]);
  const counts = shippedAgentIds.map((id) => items.filter(({ primary }) => primary === id).length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(6);
});

test("no request of the validation set for an agent is among the training lines", () => {
  const trained = new Set(shipped.agents.agents.flatMap(({ examples }) => examples.map(toWords)));
  const frontDoor = parseFrontDoorExamples(
    readFileSync("agent-config/routing/front-door.jsonl", "utf8"),
    "f",
  );
  for (const { text } of frontDoor.examples) trained.add(toWords(text));

  const seen = items.filter(({ primary, text }) => primary !== null && trained.has(toWords(text)));

  expect(seen).toEqual([]);
});

// Floors lie a little below what was measured (docs/routing.md has the figures): a change of agent files or code
// may cost a request or two, not more.
test("the best agent is right for at least 90 % of the requests, the primary itself for 85 %", () => {
  expect(evaluation.top1).toBeGreaterThanOrEqual(0.9);
  expect(evaluation.top1Exact).toBeGreaterThanOrEqual(0.85);
});

test("one of the best three is right for at least 96 % of the requests", () => {
  expect(evaluation.top3).toBeGreaterThanOrEqual(0.96);
});

test("nine of ten messages that are no work are told apart, and hardly any work is turned away", () => {
  expect(evaluation.frontDoorAccuracy).toBeGreaterThanOrEqual(0.94);
  expect(evaluation.outOfScopeRecall).toBeGreaterThanOrEqual(0.9);
  expect(evaluation.falseRejection).toBeLessThanOrEqual(0.04);
});

test("most requests are routed without a question, and nearly all of those rightly", () => {
  expect(evaluation.bands.route).toBeGreaterThanOrEqual(0.8);
  expect(evaluation.routedPrecision).toBeGreaterThanOrEqual(0.93);
});

function toWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
