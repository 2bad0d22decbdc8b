import fc from "fast-check";
import { expect, test } from "vitest";
import { splitText } from "../../../adapters/discord/split-text.ts";
import { takeWhole } from "../../../adapters/discord/cut-text.ts";

/** Half of a surrogate pair. */
const LONE = /\p{Surrogate}/u;
const squeeze = (text: string): string => text.replace(/\s+/gu, "");
const withoutFences = (text: string): string => squeeze(text.replace(/^ {0,3}```[^`\n]*$/gmu, ""));
const fencesIn = (part: string): number => (part.match(/^ {0,3}```[^`]*$/gmu) ?? []).length;

const line = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("", "", "```ts", "```", "a few words in a line", "👩🏽‍💻👨‍👩‍👧‍👦🇩🇪", "x".repeat(90), "  indented"),
);

test("no part is too long, blank or ends inside a character, blocks are closed, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 120, max: 400 }), (lines, limit) => {
      const text = lines.join("\n");

      const parts = splitText(text, limit);

      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(limit);
        expect(part.trim()).not.toBe("");
        expect(LONE.test(part)).toBe(false);
        expect(fencesIn(part) % 2).toBe(0);
      }
      expect(withoutFences(parts.join("\n"))).toBe(withoutFences(text));
    }),
    { numRuns: 300 },
  );
});

test("a text at the limit is one part, and one more character makes two", () => {
  expect(splitText("x".repeat(2_000))).toHaveLength(1);
  expect(splitText("x".repeat(2_001)).map((part) => part.length)).toEqual([2_000, 1]);
});

test("a cut code block goes on in its language", () => {
  const text = `Look:\n\`\`\`ts\n${"const a = 1;\n".repeat(30)}\`\`\`\nDone.`;

  const [first, second] = splitText(text, 250);

  expect(first?.endsWith("\n```")).toBe(true);
  expect(second?.startsWith("```ts\nconst a = 1;")).toBe(true);
});

test("a code block that has ended is not torn apart at an empty line in it", () => {
  const block = `\`\`\`\n${"x".repeat(90)}\n\n\`\`\``;

  expect(splitText(`${block}\n\`\`\`ts\nconst a = 1;\n\`\`\``, 120)).toEqual([
    block,
    "```ts\nconst a = 1;\n```",
  ]);
});

test.each([
  ["an emoji with joiners", "👩🏽‍💻"],
  ["a family", "👨‍👩‍👧‍👦"],
  ["a flag", "🇩🇪"],
  ["a letter with marks", "e\u0301\u0323"],
  ["a surrogate pair", "𝒳"],
])("%s at the cut goes to the next part whole", (_what, character) => {
  const parts = splitText(`${"x".repeat(2_000 - 1)}${character}end`);

  expect(parts[1]).toBe(`${character}end`);
});

test("one character longer than a part is cut between code points", () => {
  const zalgo = `a${"\u0301".repeat(5_000)}`;

  expect(splitText(zalgo).join("")).toBe(zalgo);
  expect(takeWhole(`${"a\u0301".repeat(2)}😀`, 5)).toBe("a\u0301a\u0301");
});

test("parts end at paragraphs where that leaves them well filled", () => {
  const paragraph = "Some words. ".repeat(10).trim();

  const parts = splitText(Array.from({ length: 4 }, () => paragraph).join("\n\n"), 300);

  expect(parts).toEqual([`${paragraph}\n\n${paragraph}`, `${paragraph}\n\n${paragraph}`]);
});
