import { expect, test } from "vitest";
import { toAgentNames } from "../../../src/router/explicit-agent.ts";
import { toJudgedText } from "../../../src/router/heads/to-judged-text.ts";

const names = toAgentNames([{ id: "security_reviewer" }]);

test.each([
  ["hi team, could you please fix the login? thanks a lot", "fix the login"],
  ["the login is broken", "the login is broken"],
  ["ask security_reviewer about the login", "ask about the login"],
])("%j is judged as %j", (text, judged) => {
  expect(toJudgedText(text, names).replace(/\s+/gu, " ")).toBe(judged);
});

test.each(["hello", "thanks!", "status?", "🎉"])(
  "a message that a rule decides stays as it is: %s",
  (text) => {
    expect(toJudgedText(text, names)).toBe(text);
  },
);

test("a long text keeps its beginning and its end", () => {
  const judged = toJudgedText(`first ${"x ".repeat(50_000)} last`, names);

  expect(judged.length).toBeLessThan(5_000);
  expect(judged).toMatch(/^first .* last$/su);
});
