import { expect, test } from "vitest";
import { extendFeatureSpace } from "../../src/router/extend-feature-space.ts";
import { countFeatures, createVectoriser, fitFeatureSpace } from "../../src/router/text-features.ts";

const space = fitFeatureSpace(["build the parser", "fix the parser"].map(countFeatures));
const bees = ["the bees swarm", "feed the bees"].map(countFeatures);

test("words of several further texts become features, those of one alone do not", () => {
  const extended = extendFeatureSpace(space, bees, 4);
  const knows = (word: string): boolean =>
    createVectoriser(extended.space)(countFeatures(word)).indices.some((at) => at < extended.space.wordCount);

  expect([knows("bees"), knows("swarm"), knows("parser")]).toEqual([true, false, true]);
});

test("what was known stays as it was, only elsewhere", () => {
  const { space: larger, moved } = extendFeatureSpace(space, bees, 4);

  expect(larger.hashes.length).toBeGreaterThan(space.hashes.length);
  for (const [feature, at] of moved.entries()) {
    expect(larger.hashes[at]).toBe(space.hashes[feature]);
    expect(larger.idf[at]).toBe(space.idf[feature]);
    expect(at < larger.wordCount).toBe(feature < space.wordCount);
  }
});
