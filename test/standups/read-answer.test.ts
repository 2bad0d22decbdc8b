import { expect, test } from "vitest";
import { readAnswer } from "../../src/standups/read-answer.ts";
import { shipped } from "../orchestration/shipped.ts";

const { fields } = shipped.playbook.cadence.standup;

test.each([
  ["plain words", "wrote the parser", { progress: "wrote the parser" }],
  ["words with a colon in them", "wrote this: a parser", { progress: "wrote this: a parser" }],
  [
    "lines with names",
    "Progress: parser\nBlockers: CI is down\nNeeds: a key\nCollaboration: docs",
    { progress: "parser", blockers: "CI is down", needs: "a key", collaboration: "docs" },
  ],
  ["bold names and bullets", "- **Done:** parser\n* **Blocked**: CI", { progress: "parser", blockers: "CI" }],
  [
    "lines that go on",
    "did: parser\nand tests\nstuck: CI",
    { progress: "parser\nand tests", blockers: "CI" },
  ],
  ["one line with semicolons", "progress: a; blockers: b", { progress: "a", blockers: "b" }],
  ["semicolons without names", "wrote a; then b", { progress: "wrote a; then b" }],
  ["text before the first name", "a busy day\nblockers: CI", { progress: "a busy day", blockers: "CI" }],
  ["an empty field", "blockers:", {}],
])("an answer of %s", (_, text, expected) => {
  expect(readAnswer(text, fields)).toEqual(expected);
});
