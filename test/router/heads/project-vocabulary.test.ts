import { expect, test } from "vitest";
import { fillPlaceholders, toProjectVocabulary } from "../../../src/router/heads/project-vocabulary.ts";

const RULED = [
  { component: "engine", kind: "crate" },
  { component: "Testing", kind: "area" },
  { component: "engine-cli", kind: "crate" },
];

test("a team's own words go before the crates of the rules, and those before neutral words", () => {
  const own = toProjectVocabulary({ project: { name: "Atlas", components: ["billing"] }, ruled: RULED });
  const ruled = toProjectVocabulary({ project: { components: [] }, ruled: RULED });
  const neutral = toProjectVocabulary({ project: { components: [] }, ruled: [] });

  expect(own).toEqual({ name: "Atlas", components: ["billing"] });
  expect(ruled).toEqual({ name: "the project", components: ["engine", "engine-cli"] });
  expect(neutral.components.length).toBeGreaterThan(2);
});

const VOCABULARY = { name: "Atlas", components: ["api", "web", "jobs", "core"] };

test("a text without placeholders stays as it is, braces included", () => {
  expect(fillPlaceholders("log {name} and $1 of {Component}", VOCABULARY)).toBe(
    "log {name} and $1 of {Component}",
  );
});

test("the same text is always filled alike, two places of one text differently", () => {
  const text = "{project}: move it from {component} to {component}";

  const filled = fillPlaceholders(text, VOCABULARY);

  expect(filled).toMatch(/^Atlas: move it from (\w+) to (?!\1)\w+$/u);
  expect(fillPlaceholders(text, VOCABULARY)).toBe(filled);
});

test("different texts get different components, so that none stands for anything", () => {
  const filled = Array.from({ length: 40 }, (_, at) => fillPlaceholders(`${at} {component}`, VOCABULARY));

  expect(new Set(filled.map((text) => text.split(" ")[1]))).toEqual(new Set(VOCABULARY.components));
});

test("names with signs that replacement patterns know are taken literally", () => {
  expect(fillPlaceholders("{project} {component}", { name: "$&", components: ["$1"] })).toBe("$& $1");
});
