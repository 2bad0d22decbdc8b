import { expect, test } from "vitest";
import { parseCorrection } from "../../src/conversation/parse-correction.ts";

test.each([
  ["wrong agent", undefined],
  ["Wrong agent!", undefined],
  ["that's the wrong agent", undefined],
  ["this is the wrong specialist.", undefined],
  ["sorry, wrong agent please", undefined],
  ["wrong agent: debug", "debug"],
  ["wrong agent debug", "debug"],
  ["wrong agent, should be @rust_best_practices_specialist", "rust_best_practices_specialist"],
  ["Wrong agent - please use debug instead.", "debug"],
  ["that was the wrong agent, it should have been architect", "architect"],
])("reads %j as a correction", (text, agent) => {
  expect(parseCorrection(text)).toEqual(agent === undefined ? {} : { agent });
});

test.each([
  "the wrong agent picks up jobs in our dispatcher, fix it",
  "wrong agent version in the manifest",
  "what is wrong agent wise?",
  "wrong",
  "something is wrong with the agent",
  "wrong agent: debug and then code",
  "",
])("leaves %j to the router", (text) => {
  expect(parseCorrection(text)).toBeUndefined();
});
