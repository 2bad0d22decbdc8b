import { expect, test } from "vitest";
import { BotError, isRetryable, messageOf } from "../src/errors.ts";

test("keeps what went wrong, why, and for how long to wait", () => {
  const cause = new Error("429");

  const error = new BotError("chat.rate_limited", "Slower, please.", {
    cause,
    retryable: true,
    retryAfterMs: 1_500,
  });

  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "BotError",
    code: "chat.rate_limited",
    message: "Slower, please.",
    cause,
    retryable: true,
    retryAfterMs: 1_500,
  });
});

test("has no cause when none was given", () => {
  expect("cause" in new BotError("a.b", "c")).toBe(false);
});

test.each([
  ["an error that says that it is final", new BotError("a.b", "c"), false],
  ["an error that may pass", new BotError("a.b", "c", { retryable: true }), true],
  ["an unknown error", new TypeError("x"), true],
  ["something that is no error", "oops", true],
])("may try again after %s: %s", (_name, error, expected) => {
  expect(isRetryable(error)).toBe(expected);
});

test.each([
  [new Error("no"), "no"],
  ["no", "no"],
  [undefined, "undefined"],
])("has words for anything thrown: %s", (thrown, words) => {
  expect(messageOf(thrown)).toBe(words);
});
