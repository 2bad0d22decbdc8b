import { expect, test } from "vitest";
import { homeToView } from "../../../../adapters/slack/outgoing/home-to-view.ts";
import { fitMessage, renderMessage } from "../../../../adapters/slack/outgoing/render-message.ts";

/** Everything that has ever rung a bell, or looks as if it could. */
const ATTEMPTS: readonly string[] = [
  "<!channel>",
  "<!here>",
  "<!everyone>",
  "<!group>",
  "<!channel|channel>",
  "<!here|look here>",
  "<!subteam^S0123ABCD>",
  "<!subteam^S0123ABCD|@oncall>",
  "<@U0123ABCD>",
  "<@W0123ABCD>",
  "<@U0123ABCD|ada>",
  "<#C0123ABCD>",
  "<#C0123ABCD|general>",
  "<!date^1392734382^{date}|now>",
  "@channel",
  "@here",
  "@everyone",
  "@CHANNEL please",
  "＠channel",
  "@\u200Bchannel",
  "@\u2060here",
  "<\u200B!channel>",
  "<!\u200Bchannel>",
  "<!chan\u00ADnel>",
  "＜!channel＞",
  "‹!channel›",
  "&lt;!channel&gt;",
  "&amp;lt;!channel&amp;gt;",
  "&#60;!channel&#62;",
  "&#x3c;!here&#x3e;",
  "\\<!channel\\>",
  "\\u003c!channel\\u003e",
  "**<!channel>**",
  "*<!here>*",
  "`<!channel>`",
  "```\n<!channel>\n```",
  "> <!channel>",
  "- <!channel>",
  "# <!channel>",
  "*<!channel> as a remark*",
  "| <!channel> | b |\n| --- | --- |\n| <@U0123ABCD> | <!here> |",
  "[<!channel>](https://example.com)",
  "[@here](https://example.com)",
  "[x](!channel)",
  "[x](<!channel>)",
  "[x](@U0123ABCD)",
  "![<!channel>](https://example.com/a.png)",
  "<https://example.com|<!channel>>",
  "<mailto:a@b.c|<!here>>",
  "<slack://user?team=T1&id=U1|ada>",
  "<!channel\u0000>",
  "\u202E>lennahc!<",
  "<!channel>".repeat(50),
  "<!channel>\r\n<!here>",
];

/** What Slack would take for a mention: an active element in blocks, or an opening bracket with a sign in the text. */
function activeMentions(rendered: { readonly text: string; readonly blocks?: unknown }): string[] {
  const blocks = JSON.stringify(rendered.blocks ?? []);
  return [
    ...(blocks.match(/"type":"(?:user|usergroup|broadcast|channel|team|date|mrkdwn|markdown)"/gu) ?? []),
    ...(rendered.text.match(/<[^>]*>?/gu) ?? []),
  ];
}

test("knows at least forty ways to ring a bell", () => {
  expect(new Set(ATTEMPTS).size).toBeGreaterThanOrEqual(40);
});

test.each(ATTEMPTS)("rings nobody for %j in a text", (attempt) => {
  expect(activeMentions(renderMessage({ text: attempt }))).toEqual([]);
  expect(activeMentions(renderMessage({ text: `Result: ${attempt} and more` }))).toEqual([]);
});

test.each(ATTEMPTS)("rings nobody for %j in a label, a long text or a home", (attempt) => {
  const label = attempt.slice(0, 75);
  const choices = { prompt: attempt, options: [{ value: attempt, label }] };

  expect(activeMentions(renderMessage({ text: "Choose", choices }))).toEqual([]);
  expect(activeMentions(fitMessage({ text: `${attempt}\n${"word ".repeat(5_000)}` }).message)).toEqual([]);
  const home = {
    title: attempt,
    sections: [{ title: attempt, items: [{ text: attempt, choices }], empty: attempt }],
  };
  expect(activeMentions({ text: "", blocks: homeToView(home).blocks })).toEqual([]);
});

test("keeps what somebody wrote readable", () => {
  const { text, blocks } = renderMessage({ text: "the file says <!channel> & <@U0123ABCD>" });

  expect(text).toBe("the file says &lt;!channel&gt; &amp; &lt;@U0123ABCD&gt;");
  expect(JSON.stringify(blocks)).toContain("the file says <!channel> & <@U0123ABCD>");
});

test("rings those whom the message names, once each in text and blocks, and nobody else", () => {
  const rendered = renderMessage({
    text: "**Escalated** <@U999> <!channel>",
    mentions: [
      { kind: "person", id: "U0123ABCD" },
      { kind: "group", id: "S0123ABCD" },
    ],
  });

  expect(rendered.text).toMatch(/^<@U0123ABCD> <!subteam\^S0123ABCD> Escalated &lt;@U999&gt;/u);
  expect(JSON.stringify(rendered.blocks).match(/"(?:user|usergroup)_id":"\w+"/gu)).toEqual([
    '"user_id":"U0123ABCD"',
    '"usergroup_id":"S0123ABCD"',
  ]);
});

test.each([
  { kind: "person" as const, id: "!channel" },
  { kind: "person" as const, id: "U1> <!channel" },
  { kind: "group" as const, id: "here" },
  { kind: "group" as const, id: "U0123ABCD" },
])("rings nobody for an id that is none: %j", (mention) => {
  expect(activeMentions(renderMessage({ text: "hello", mentions: [mention] }))).toEqual([]);
});

test.each([
  ["https://bank.example", "https://evil.example/login", true],
  ["bank.example", "https://evil.example/login", true],
  ["b\u200Bank.example", "https://evil.example", true],
  ["ada@bank.example", "https://evil.example", true],
  ["the report", "https://example.com/report", false],
  ["example.com/report", "https://example.com/report", false],
])("shows where a link named %j leads when that is another place", (label, address, isShown) => {
  const shown = JSON.stringify(renderMessage({ text: `[${label}](${address})` }).blocks);

  expect(shown.includes('"text":" ("') || shown.includes(`${label} (`)).toBe(isShown);
});

test.each([
  "javascript:alert(1)",
  "slack://open",
  "file:///etc/passwd",
  "data:text/html,x",
  "//evil.example",
])("makes no link of %s", (address) => {
  expect(JSON.stringify(renderMessage({ text: `[x](${address})` }).blocks)).not.toContain('"type":"link"');
});
