import { expect, test } from "vitest";
import { nearestName, suggestName } from "../../src/config/nearest-name.ts";

const KEYS = ["name", "timeZone", "channels", "members"];

test.each([
  ["nam", "name"],
  ["timezone", "timeZone"],
  ["time_zone", "timeZone"],
  ["Time-Zone", "timeZone"],
  ["chanels", "channels"],
  ["member", "members"],
  ["nmae", "name"],
])("takes %s for %s", (typed, meant) => {
  expect(nearestName(typed, KEYS)).toBe(meant);
});

test.each(["colour", "x", "", "completely_different"])("has no guess for %j", (typed) => {
  expect(nearestName(typed, KEYS)).toBeUndefined();
});

test("forgives two letters in the wrong order even in a short name", () => {
  expect(nearestName("lgo", ["log"])).toBe("log");
  expect(nearestName("lxx", ["log"])).toBeUndefined();
});

test("lists the known names when none is near", () => {
  expect(suggestName("colour", KEYS)).toBe("Remove it, or use one of: name, timeZone, channels, members.");
});

test("asks to remove the name where nothing is known", () => {
  expect(suggestName("colour", [])).toBe("Remove it.");
});
