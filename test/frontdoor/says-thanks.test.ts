import { expect, test } from "vitest";
import { saysThanks } from "../../src/frontdoor/says-thanks.ts";

test.each([
  "thanks",
  "Thank you!",
  "perfect, thanks a lot",
  "thx 🙏",
  "great, many thanks to you all",
  "спасибо!",
])("hears thanks in %j", (text) => {
  expect(saysThanks(text)).toBe(true);
});

test.each([
  "thanks, but that is not it",
  "no thanks",
  "thanks for nothing",
  "thankfully the build is green",
  "bye",
  "hello",
  "",
  "thanks, now please also look at the release notes of the last three versions",
])("hears none in %j", (text) => {
  expect(saysThanks(text)).toBe(false);
});
