import fc from "fast-check";
import { expect, test } from "vitest";
import {
  findNearDuplicates,
  findNearPairs,
  normaliseText,
} from "../../../src/router/evaluation/find-near-duplicates.ts";

const options = { threshold: 0.6, components: ["bitnet-core", "bitnet-quant"] };

function placed(...texts: readonly string[]) {
  return texts.map((text, at) => ({ text, place: `line ${at + 1}` }));
}

test("texts that differ in case and punctuation only are one text", () => {
  const [found] = findNearDuplicates(
    placed("The build is BROKEN!"),
    placed("hello", "the build, is broken"),
    options,
  );

  expect(found).toMatchObject({ similarity: 1, other: { place: "line 2" } });
});

test("a changed word in a sentence is near, a sentence of its own is not", () => {
  const training = placed("the allocator test fails since the last merge, find out why please");

  const found = findNearDuplicates(
    placed(
      "the allocator test fails since the last release, find out why please",
      "since Tuesday the pool suite is red and I do not understand the reason",
    ),
    training,
    options,
  );

  expect(found.map(({ one }) => one.place)).toEqual(["line 1"]);
});

test("the nearest of several is named, and the nearest pairs come first", () => {
  const found = findNearDuplicates(
    placed("publish version 0.4.0 to the registry", "rename the field in the config file"),
    placed(
      "publish version 0.4.1 to the registry now",
      "publish version 0.4.0 to a registry",
      "rename the field in the config file",
    ),
    options,
  );

  expect(found.map(({ one, other }) => [one.place, other.place])).toEqual([
    ["line 2", "line 3"],
    ["line 1", "line 2"],
  ]);
});

test("it makes no difference which component a text names, or whether it is still a placeholder", () => {
  const texts = ["why does bitnet-core leak", "why does {component} leak", "why does bitnet-quant leak"];

  expect(new Set(texts.map((text) => normaliseText(text, options.components))).size).toBe(1);
});

test("messages without a word are compared as they are", () => {
  expect(findNearDuplicates(placed("👍"), placed("👍", "🎉"), options)).toHaveLength(1);
  expect(findNearDuplicates(placed("👍"), placed("🎉"), options)).toEqual([]);
});

test("pairs within a list are found once each, and no text is its own copy", () => {
  const pairs = findNearPairs(placed("deploy it", "something else", "Deploy it!", "deploy it."), options);

  expect(pairs.map(({ one, other }) => [one.place, other.place])).toEqual([
    ["line 1", "line 3"],
    ["line 1", "line 4"],
    ["line 3", "line 4"],
  ]);
});

test("the similarity does not depend on which text is looked up among which", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (a, b) => {
      const loose = { threshold: 0.01 };
      const there = findNearDuplicates(placed(a), placed(b), loose).map(({ similarity }) => similarity);
      const back = findNearDuplicates(placed(b), placed(a), loose).map(({ similarity }) => similarity);

      expect(there).toEqual(back);
    }),
  );
});
