import { expect, test } from "vitest";
import { markdownBlocks } from "../../../../adapters/slack/outgoing/markdown-blocks.ts";
import { MessageBlocks } from "../../../../adapters/slack/outgoing/slack-blocks.ts";
import { showBlocks } from "./show-blocks.ts";

const EVERYTHING = `**T12** is with **debug**. It starts now.
*Why debug: the meaning of the request, 87 % sure. Answer \`wrong agent\` if not.*

# Findings

One paragraph with \`code\`, *emphasis* and https://example.com/a?b=1.
Its second line.

Another paragraph.

- first
  1. inner one
  2. inner two
- [x] done
- [ ] open

3. three
4. four

> quoted
> again

| check | took |
| :---- | ---: |
| lint  | 2 s  |
| test  | **9 s** |

| second | table |
| --- | --- |
| a | longer |

\`\`\`ts
const a = "<b>";
\`\`\`

---

### Small heading

[the report](https://example.com/report) and ![a picture](https://example.com/p.png)`;

test("shows Markdown in Slack's own shapes", () => {
  expect(showBlocks(markdownBlocks(EVERYTHING))).toMatchInlineSnapshot(`
    "**T12** is with **debug**. It starts now.
    (Why debug: the meaning of the request, 87 % sure. Answer wrong agent if not.)
    # Findings
    One paragraph with \`code\`, _emphasis_ and <https://example.com/a?b=1>.
    Its second line.

    Another paragraph.
    - first
      1. inner one
      2. inner two
    - ☑ done
    - ☐ open
    3. three
    4. four
    > quoted
    > again
    | check | took |
    | lint | 2 s |
    | test | 9 s |
    \`\`\`
    second  table
    a       longer
    \`\`\`
    \`\`\`
    const a = "<b>";
    \`\`\`
    ----
    **Small heading**

    <https://example.com/report|the report> and <https://example.com/p.png|a picture>"
  `);
});

test("is within Slack's limits for all of that", () => {
  expect(MessageBlocks.safeParse(markdownBlocks(EVERYTHING)).success).toBe(true);
});

test.each([
  ["nothing but blanks", "   \n\t\n"],
  ["an empty list item", "- \n- b"],
  ["an empty heading", "#\ntext"],
  ["an empty code block", "```\n```"],
  ["an empty quote", ">"],
  ["a fence that nobody closes", "```ts\nconst a = 1;"],
  ["a half surrogate", "a\uD83D b"],
  ["control characters", "a\u0000\u0007\u001b[2Jb\u202Ec"],
  ["a table of one column", "|a|\n|-|\n|b|"],
  ["a table with too few cells", "|a|b|\n|-|-|\n|c|"],
  ["a wide table", `|${"a|".repeat(30)}\n|${"-|".repeat(30)}\n|${"b|".repeat(30)}`],
  ["a reference without a target", "[a][b] and ![c][d]"],
  ["a broken address", "[a](http://) and http://[ and [b](javascript:alert(1))"],
  ["html", "<b>bold</b> <script>alert(1)</script>\n\n<div>\nx\n</div>"],
  ["deep lists", Array.from({ length: 40 }, (_, depth) => `${"  ".repeat(depth)}- ${depth}`).join("\n")],
  ["deep quotes", `${"> ".repeat(800)}x`],
  ["deep emphasis", `${"*_".repeat(1_000)}x${"_*".repeat(1_000)}`],
  ["many brackets", "[".repeat(3_000)],
])("makes blocks that Slack takes of %s", (_what, text) => {
  const blocks = markdownBlocks(text);

  // A message always has a text; of blanks alone nothing is left to check.
  expect(blocks.length === 0 ? undefined : MessageBlocks.safeParse(blocks).error?.message).toBeUndefined();
});

test("loses no word", () => {
  const words = EVERYTHING.match(/[a-z]{4,}/giu) ?? [];

  const shown = JSON.stringify(markdownBlocks(EVERYTHING));

  expect(words.filter((word) => !shown.includes(word))).toEqual([]);
});
