import fc from "fast-check";
import { expect, test } from "vitest";
import {
  silenceMentions,
  toBlockQuote,
  toFencedBlock,
  toInlineCode,
  toInlineText,
  toListText,
} from "../../src/execution/brief-text.ts";

const LIMITS = { maxChars: 200, maxLines: 4 };
const HARMFUL = /@(?:everyone|here|channel)\b|<@|<!(?:channel|everyone|here|subteam)/iu;

test.each([
  "@everyone",
  "hi @here!",
  "<!channel>",
  "<!here|here>",
  "<!subteam^S1>",
  "<@U123>",
  "<@&99>",
  "@Channel",
])("takes the effect of %s and keeps it readable", (text) => {
  const safe = silenceMentions(text);

  expect(safe).not.toMatch(HARMFUL);
  expect(safe.replaceAll(/[\u200b\u2060]/gu, "")).toBe(text);
});

test("leaves addresses, packages and markup alone that only look like mentions", () => {
  for (const text of ["me@hereford.org", "@everyone_else", "<!-- note -->", "a < b @ c"]) {
    expect(silenceMentions(text)).toBe(text);
  }
});

test("quotes every line and says when something is left out", () => {
  expect(toBlockQuote("first\r\n\n  second   line", LIMITS)).toBe("> first\n> second line");
  expect(toBlockQuote("a\nb\nc\nd\ne", LIMITS)).toBe("> a\n> b\n> c\n> d …");
  expect(toBlockQuote(" \u0000\n", LIMITS)).toBe("> (no text)");
});

test("a quoted text cannot open a fence, a heading, a deeper quote or hide a link", () => {
  const quoted = toBlockQuote("```rust\n# Big\n> deep\n[bank](https://evil.example)", LIMITS);

  expect(quoted).toBe("> ''rust\n> \u200b# Big\n> \u200b> deep\n> bank (https://evil.example)");
});

test("a quoted text cannot reorder the line it stands in", () => {
  expect(toBlockQuote("abc\u202Edef\u2066ghi", LIMITS)).toBe("> abcdefghi");
});

test("text for a line has no marks that style what follows", () => {
  expect(toInlineText("a **b\n`c` ~~d snake_case ||e @here", 80)).toBe("a b c d snake_case e @\u2060here");
});

test("a step keeps the backticks of its command, unless the cut left one open", () => {
  expect(toListText("Run `cargo test` now", 80)).toBe("Run `cargo test` now");
  expect(toListText("Run `cargo test --workspace` now", 20)).not.toContain("`");
});

test("code in a line survives backticks of its own", () => {
  expect(toInlineCode("npm test")).toBe("`npm test`");
  expect(toInlineCode("echo `date`")).toBe("`` echo `date` ``");
});

test("a fenced block is dedented, labelled and cut at long lines", () => {
  expect(toFencedBlock("src/a.rs", "\t\tfn a() {\n\t\t\tb()\n\t\t}", 100)).toBe(
    "```rust\nfn a() {\n  b()\n}\n```",
  );
  expect(toFencedBlock("LICENSE", "x".repeat(20), 10)).toBe(`\`\`\`\n${"x".repeat(9)}…\n\`\`\``);
});

test("nothing inside a fenced block can close it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("`", "```", "````", "\n", "a", "~~~"), { maxLength: 20 }),
      (pieces) => {
        const [opening = "", ...rest] = toFencedBlock("notes.txt", pieces.join(""), 100).split("\n");
        const closing = rest.at(-1) ?? "";

        expect(opening).toMatch(/^`{3,}$/u);
        expect(closing).toBe(opening);
        expect(rest.slice(0, -1).filter((line) => line.trim().startsWith(opening))).toEqual([]);
      },
    ),
  );
});

test("quotes of any text are bounded, all quoted, and ping nobody", () => {
  const piece = fc.oneof(
    fc.constantFrom("@everyone", "<!channel>", "<@U1>", "\n", "```", "> ", "\u202e", " "),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const lines = toBlockQuote(pieces.join(""), LIMITS).split("\n");

      expect(lines.length).toBeLessThanOrEqual(4);
      expect(lines.every((line) => line.startsWith("> "))).toBe(true);
      expect(lines.join("\n")).not.toMatch(HARMFUL);
      expect(lines.join("\n")).not.toContain("```");
    }),
  );
});
