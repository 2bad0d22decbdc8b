import fc from "fast-check";
import { expect, test } from "vitest";
import { createConsoleTheme } from "../../../adapters/console/console-theme.ts";
import { renderMarkdown } from "../../../adapters/console/render-markdown.ts";
import { textWidth } from "../../../adapters/console/text-width.ts";

const PLAIN = createConsoleTheme(false);
const COLOURED = createConsoleTheme(true);

function render(text: string, columns = 40): string[] {
  return renderMarkdown(text, { columns, theme: PLAIN });
}

test("takes marks off and keeps the backticks of code when there are no colours", () => {
  expect(render("**Bold**, *soft*, __both__, ~~gone~~ and `co*d*e`")).toEqual([
    "Bold, soft, both, gone and `co*d*e`",
  ]);
});

test("colours bold text, headings and code", () => {
  const [title, body] = renderMarkdown("# Title\nsome **bold** `code`", { columns: 40, theme: COLOURED });

  expect(title).toBe("\u001b[1m\u001b[36mTitle\u001b[39m\u001b[22m");
  expect(body).toBe("some \u001b[1mbold\u001b[22m \u001b[33mcode\u001b[39m");
});

test("leaves names and sums alone that only look like emphasis", () => {
  expect(render("snake_case_name 2*3*4 a * b \\*literal\\*")).toEqual([
    "snake_case_name 2*3*4 a * b *literal*",
  ]);
});

test("shows where a link leads", () => {
  expect(render("see [the docs](https://example.org) or <https://example.com>")).toEqual([
    "see the docs (https://example.org) or",
    "https://example.com",
  ]);
});

test("draws lists with hanging indents, numbers and boxes", () => {
  expect(
    render("- one thing that is longer than a row of it\n  - below it\n1. first\n- [x] done\n- [ ] open", 30),
  ).toEqual([
    "• one thing that is longer",
    "  than a row of it",
    "  • below it",
    "1. first",
    "☑ done",
    "☐ open",
  ]);
});

test("keeps code blocks whole, whatever is in them", () => {
  const code = `cargo test --package bitnet-core ${"-v ".repeat(20)}# **not bold**`;

  expect(render(`\`\`\`sh\n${code}\n\n  indented\n\`\`\`\nafter`)).toEqual([
    `    ${code}`,
    "",
    "      indented",
    "after",
  ]);
});

test("shows a code block that nobody closed to its end", () => {
  expect(render("```\nlet x;\nlet y;")).toEqual(["    let x;", "    let y;"]);
});

test("puts a bar beside quotes, lists in them included", () => {
  expect(render("> said\n> - so")).toEqual(["│ said", "│ • so"]);
});

test("aligns tables, and gives up columns that do not fit", () => {
  const table = "| file | hits |\n|---|--:|\n| pool.rs | 3 |\n| a.rs | 12 |";

  expect(render(table)).toEqual(["file     hits", "pool.rs  3", "a.rs     12"]);
  expect(render(table.replace("pool", "p".repeat(60)))).toContain("a.rs · 12");
});

test("counts wide characters as two cells when it wraps", () => {
  const rows = render("漢字漢字 漢字漢字 漢字漢字 漢字漢字", 20);

  expect(rows).toEqual(["漢字漢字 漢字漢字", "漢字漢字 漢字漢字"]);
});

test("makes escape sequences visible instead of passing them on", () => {
  expect(render("red \u001b[31mtext\u001b]0;title\u0007 \u009b2J\r\nnext \u202eevil")).toEqual([
    "red ␛[31mtext␛]0;title␇ \ufffd2J",
    "next evil",
  ]);
});

test("never emits a control character of its source, and never a row that is too wide while words fit", () => {
  const piece = fc.constantFrom(
    ...Array.from("*_`~>#-|[]()!\\ \n\r\t\u001b\u0007\u009b\u0000"),
    "word",
    "漢",
    "👩🏽‍💻",
    "**",
    "```",
    "- ",
    "> ",
    "1. ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const rows = render(pieces.join(""), 30);

      expect(rows.join("")).not.toMatch(/\p{Cc}/u);
      const tooWide = rows.filter((row) => textWidth(row) > 30 && /^\S+ \S+$/u.test(row));
      expect(tooWide).toEqual([]);
    }),
  );
});

test("loses no word of a text without markup", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/u), { minLength: 1, maxLength: 80 }), (words) => {
      expect(render(words.join(" "), 20).join(" ").split(/\s+/u)).toEqual(words);
    }),
  );
});

test.each([
  ["no spaces", "a".repeat(100_000)],
  ["lines", "a\n".repeat(50_000)],
  ["open emphasis", "**a ".repeat(25_000)],
  ["nested quotes", "> ".repeat(50_000)],
  ["bars", "|".repeat(100_000)],
  ["hashes", `# ${"# ".repeat(50_000)}`],
])(
  "stays quick on 100,000 characters of %s",
  (_name, text) => {
    expect(render(text).length).toBeGreaterThan(0);
  },
  3_000,
);
