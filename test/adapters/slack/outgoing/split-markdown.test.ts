import { expect, test } from "vitest";
import { splitMarkdown } from "../../../../adapters/slack/outgoing/split-markdown.ts";
import { seededRandom } from "../../../seeded-random.ts";

const FENCE = /^\s*(?:`{3,}|~{3,})/gmu;

test("leaves a short text whole", () => {
  expect(splitMarkdown("short", 200)).toEqual(["short"]);
});

test("cuts at the end of a paragraph rather than inside one", () => {
  const [first, second] = splitMarkdown(`${"a".repeat(150)}\n\n${"b".repeat(150)}`, 250);

  expect([first, second]).toEqual(["a".repeat(150), "b".repeat(150)]);
});

test("closes code that it cuts, and opens it again in the same language", () => {
  const lines = Array.from({ length: 40 }, (_, n) => `line(${n});`).join("\n");

  const parts = splitMarkdown(`Look:\n\n\`\`\`ts\n${lines}\n\`\`\`\nend`, 250);

  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect((part.match(FENCE) ?? []).length % 2).toBe(0);
  for (const part of parts.slice(1, -1)) expect(part).toMatch(/^```ts\n/u);
});

test("cuts no character in two", () => {
  const parts = splitMarkdown("🦀".repeat(300), 121);

  expect(parts.join("")).toBe("🦀".repeat(300));
  for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u);
});

test.each([1, 2, 3, 4])("loses nothing, whatever the text is (%i)", (seed) => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const words = Array.from(
    { length: 2_000 },
    (_, n) => `w${n}${pick([" ", " ", "\n", "\n\n", ". ", "\n```js\n", "\n```\n"])}`,
  );

  const parts = splitMarkdown(words.join(""), 300);

  const seen = parts.join(" ").match(/w\d+/gu);
  expect(seen).toEqual(Array.from({ length: 2_000 }, (_, n) => `w${n}`));
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(300);
});
