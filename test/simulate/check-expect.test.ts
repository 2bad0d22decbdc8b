import { expect, test } from "vitest";
import { checkExpect, describeExpect } from "../../src/simulate/check-expect.ts";
import type { Post } from "../../src/simulate/format-post.ts";
import type { Expect } from "../../src/simulate/scenario.ts";

function post(place: string, text: string): Post {
  return { id: text, atMs: 0, place, text, choices: [], privateTo: undefined };
}

const POSTS = [
  post("pool", "**T1** is with\n**debug**."),
  post("#alerts", "it fails"),
  post("#alerts", "it fails too"),
];

function check(wanted: Partial<Expect>, status?: string): string | undefined {
  return checkExpect({ says: [], never: [], ...wanted }, POSTS, status);
}

test.each<Partial<Expect>>([
  { in: "pool", says: ["T1 is with debug"] },
  { says: ["it fails", "T1"] },
  { in: "pool", says: [], never: ["it fails"] },
  { in: "#alerts", says: ["it fails"], times: 2 },
  { in: "pool", says: ["it fails"], times: 0 },
])("comes true: %j", (wanted) => {
  expect(check(wanted)).toBeUndefined();
});

test.each<[Partial<Expect>, string]>([
  [{ in: "pool", says: ["T1", "T2", "T3"] }, 'nothing in pool says "T2" and "T3".'],
  [{ in: "nowhere", says: ["T1"] }, 'nothing in nowhere says "T1".'],
  [{ never: ["debug"] }, 'something in any place says "debug".'],
  [{ in: "#alerts", says: ["it fails"], times: 1 }, '#alerts says "it fails" 2 times, not 1.'],
  [{ in: "pool", status: "done" }, "pool is running, not done."],
])("does not come true: %j", (wanted, why) => {
  expect(check(wanted, "running")).toBe(why);
});

test("says in a few words what came true", () => {
  const wanted: Expect = { in: "pool", says: ["a", "b"], never: ["c"], times: 1, status: "done" };

  expect(describeExpect(wanted)).toBe('pool says "a" and "b" once, says nothing of "c", is done');
});
