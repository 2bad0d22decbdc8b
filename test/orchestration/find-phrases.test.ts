import { expect, test } from "vitest";
import { findPhrases, toPhraseText } from "../../src/orchestration/find-phrases.ts";

const language = { negations: ["not", "no", "isnt"], fillers: ["very", "a"] };

test.each([
  ["Publish to crates.io, please", "crates.io"],
  ["PROD IS DOWN!!", "prod is down"],
  ["please roll\n  back the api", "roll back"],
  ["we deployed it", "deploy*"],
  ["don’t know", "dont know"],
  ["look at bitnet-core/src/lib.rs", "bitnet-core"],
  ["use bitnet_core::tensor;", "bitnet_core"],
  ["CI/CD is red", "ci/cd"],
  ["не работает совсем", "не работает"],
])("in %j it finds %j", (text, phrase) => {
  expect(findPhrases(toPhraseText(text, language), [phrase])).toEqual([phrase]);
});

test.each([
  ["the product is down", "prod"],
  ["redeploy it", "deploy*"],
  ["a prod outage. is down the road", "prod is down"],
  ["", "prod"],
  ["anything", "*"],
  ["anything", "…"],
])("in %j it does not find %j", (text, phrase) => {
  expect(findPhrases(toPhraseText(text, language), [phrase])).toEqual([]);
});

test.each(["this is not urgent", "it isn't very urgent", "no urgent work"])(
  "%j negates the phrase",
  (text) => {
    expect(findPhrases(toPhraseText(text, language), ["urgent"])).toEqual([]);
  },
);

test.each(["no, urgent!", "not nice. Urgent", "not a bug but urgent", "this is not urgent, that is urgent"])(
  "%j leaves the phrase standing",
  (text) => {
    expect(findPhrases(toPhraseText(text, language), ["urgent"])).toEqual(["urgent"]);
  },
);

test("reads no further than the beginning of an endless text", () => {
  const text = toPhraseText(`${"x ".repeat(50_000)} urgent`, language);

  expect(findPhrases(text, ["urgent"])).toEqual([]);
  expect(text.words.length).toBeLessThan(25_000);
});
