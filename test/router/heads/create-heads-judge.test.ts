import { beforeAll, expect, test } from "vitest";
import { createHeadsJudge } from "../../../src/router/heads/create-heads-judge.ts";
import { encodeMissing, toEmbeddedSet } from "../../../src/router/heads/embed-training-set.ts";
import { createEmbeddingStore } from "../../../src/router/heads/embedding-store.ts";
import { fitHeads } from "../../../src/router/heads/fit-heads.ts";
import { createFindNearest } from "../../../src/router/heads/nearest-examples.ts";
import type { Judge, Judgement } from "../../../src/router/judgement.ts";
import { createHashEncoder } from "../../fakes/hash-encoder.ts";
import { smallTrainingSet } from "./small-training-set.ts";

const encoder = createHashEncoder({ width: 128 });
const store = createEmbeddingStore(encoder.id, encoder.width);
let judge: Judge;
beforeAll(async () => {
  await encodeMissing(smallTrainingSet, encoder, store);
  const heads = await fitHeads(toEmbeddedSet(smallTrainingSet, store));
  const findNearest = createFindNearest(smallTrainingSet, store);
  judge = createHeadsJudge(heads, encoder, { findNearest });
});

function likeliest<Key>(shares: ReadonlyMap<Key, number> | undefined): Key | undefined {
  return [...(shares ?? [])].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function sumOf(judgement: Judgement): number {
  return judgement.agents.reduce((sum, { probability }) => sum + probability, 0);
}

test("a text is given to the agent whose words it uses, and all probabilities add up", async () => {
  const judgement = await judge("there is a leak under the boiler");

  expect(judgement.agents.map(({ agent }) => agent).toSorted()).toEqual(smallTrainingSet.agents);
  expect(judgement.agents[0]?.agent).toBe("plumber");
  expect(sumOf(judgement)).toBeCloseTo(1, 6);
  expect(likeliest(judgement.frontDoor)).toBe("work");
  expect(judgement.isReadable).toBe(true);
});

test("small talk is told from work", async () => {
  expect(likeliest((await judge("what a lovely day friend")).frontDoor)).toBe("social");
});

test("how large, how urgent and whom it takes besides follows what was said of similar requests", async () => {
  const heavy = await judge("the drain urgent disaster");
  const light = await judge("the drain");

  expect(likeliest(heavy.complexity)).toBe("critical");
  expect(likeliest(light.complexity)).toBe("simple");
  expect(heavy.priority?.urgency).toBeGreaterThan((light.priority?.urgency ?? 5) + 1);
  expect(heavy.support?.get("baker")).toBeGreaterThan(0.5);
  expect(light.support?.get("baker")).toBeLessThan(0.3);
});

test("estimates stay on their scales, whatever the text", async () => {
  for (const text of ["urgent disaster ".repeat(200), "", "zzz"]) {
    const { priority } = await judge(text);
    for (const value of Object.values(priority ?? {})) {
      expect(value).toBeGreaterThanOrEqual(1);
      expect(value).toBeLessThanOrEqual(5);
    }
  }
});

test("the nearest examples are ones that share words with the text", async () => {
  const { nearest } = await judge("look at the hedge");

  expect(nearest).toHaveLength(3);
  expect(nearest?.[0]).toMatchObject({ text: "look at the hedge", label: "gardener" });
});

test("a text without a letter is unreadable and still gets an answer", async () => {
  const judgement = await judge("?!");

  expect(judgement.isReadable).toBe(false);
  expect(sumOf(judgement)).toBeCloseTo(1, 6);
});

test("heads for routing alone tell nothing of the rest", async () => {
  const heads = await fitHeads(toEmbeddedSet(smallTrainingSet, store), {
    heads: "route",
    isCalibrated: false,
  });

  const judgement = await createHeadsJudge(heads, encoder)("a leak");

  expect(heads.primary.temperature).toBe(1);
  expect(judgement.agents[0]?.agent).toBe("plumber");
  expect(Object.keys(judgement).toSorted()).toEqual(["agents", "frontDoor", "isReadable"]);
});

test("the same set gives the same heads", async () => {
  const embedded = toEmbeddedSet(smallTrainingSet, store);

  expect(await fitHeads(embedded)).toEqual(await fitHeads(embedded));
});

test("fitting goes on from heads of nearly the same requests, to where fitting afresh arrives", async () => {
  const embedded = toEmbeddedSet(smallTrainingSet, store);
  const afresh = await fitHeads(embedded);
  const row = Float64Array.from({ length: afresh.width + 2 }, (_, at) => (at > afresh.width ? 1 : 0.05));

  const wentOn = await fitHeads(embedded, { from: afresh });

  expect(wentOn.primary.temperature).toBe(afresh.primary.temperature);
  const scoreOf = (weights: Float64Array): number =>
    row.reduce((sum, x, at) => sum + x * (weights[at] ?? 0), 0);
  expect(scoreOf(wentOn.primary.weights)).toBeCloseTo(scoreOf(afresh.primary.weights), 0);
});

test("heads of other agents are no start", async () => {
  const embedded = toEmbeddedSet(smallTrainingSet, store);
  const afresh = await fitHeads(embedded);
  const others = { ...afresh, agents: afresh.agents.map((agent) => `other-${agent}`) };

  expect(await fitHeads(embedded, { from: others })).toEqual(afresh);
});
