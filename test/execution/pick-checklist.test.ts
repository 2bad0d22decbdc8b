import { expect, test } from "vitest";
import type { Checklist } from "../../src/agents/agent.ts";
import { pickChecklist } from "../../src/execution/pick-checklist.ts";

function checklist(title: string, when: string[], steps = ["Do it.", "Check it."]): Checklist {
  return { title, when, steps };
}

const FAILING = checklist("A failing test", ["test fails", "flaky", "red on CI"]);
const CRASH = checklist("A crash", ["panic", "out of memory", "index out of bounds"]);
const SLOW = checklist("Something else", ["hangs", "never returns"], ["Watch the allocator.", "Note it."]);
const AGENT = { checklists: [FAILING, CRASH, SLOW] };

test.each([
  ["the allocator test fails since the merge", FAILING],
  ["tests are failing all over the place", FAILING],
  ["CI: it is RED on CI again", FAILING],
  ["it died: Out-of-memory while loading", CRASH],
  ["thread 'main' panicked at 'index out of bounds'", CRASH],
  ["it hangs at the end of a test", SLOW],
])("picks by the phrases in: %s", (text, expected) => {
  expect(pickChecklist(AGENT, text)).toBe(expected);
});

test("prefers a longer phrase to a single word", () => {
  expect(pickChecklist(AGENT, "flaky: index out of bounds")).toBe(CRASH);
});

test("falls back to words in common, then to the first", () => {
  expect(pickChecklist(AGENT, "look at the allocator")).toBe(SLOW);
  expect(pickChecklist(AGENT, "tell me about llamas")).toBe(FAILING);
  expect(pickChecklist(AGENT, "")).toBe(FAILING);
});

test("does not let a word that all checklists share decide", () => {
  const suite = checklist("Tests at large", ["slow tests"], ["Run the tests.", "Time them."]);
  const gap = checklist("Closing a gap", ["uncovered"], ["Write the test for the gap.", "Run it."]);
  const property = checklist("Properties", ["proptest"], ["State the test.", "Run it."]);

  expect(pickChecklist({ checklists: [suite, gap, property] }, "there is a gap in our tests")).toBe(gap);
});

test("has nothing for an agent without checklists", () => {
  expect(pickChecklist({ checklists: [] }, "test fails")).toBeUndefined();
});
