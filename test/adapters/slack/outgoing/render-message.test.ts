import { expect, test } from "vitest";
import { fitMessage, fitUpdate, renderMessage } from "../../../../adapters/slack/outgoing/render-message.ts";

test("puts a text that is too long for a message into a file and shows its beginning", () => {
  const text = Array.from({ length: 3_000 }, (_, n) => `word${n}`).join(" ");

  const { message, whole } = fitMessage({ text });

  expect(whole).toEqual({ name: "answer.md", mediaType: "text/markdown", content: text });
  expect(JSON.stringify(message.blocks)).toContain("word0 word1");
  expect(JSON.stringify(message.blocks)).toContain("all of it is in the file");
});

test("puts a text into a file whose blocks would be too many or too large", () => {
  const headings = Array.from({ length: 60 }, (_, n) => `# The heading number ${n}\n\n---\n`).join("\n");
  const marked = "**a** `b` ".repeat(160);

  expect(fitMessage({ text: headings }).whole?.content).toBe(headings);
  expect(fitMessage({ text: marked }).whole?.content).toBe(marked);
});

test("cuts a change that became too long, and says so", () => {
  const { blocks = [] } = fitUpdate({ text: "line\n".repeat(5_000) });

  expect(JSON.stringify(blocks)).toContain("it became too long");
});

test("keeps the choices of a text that went into a file", () => {
  const choices = { prompt: "p", options: [{ value: "v", label: "Approve" }] };

  const { message } = fitMessage({ text: "word ".repeat(4_000), choices });

  expect(JSON.stringify(message.blocks)).toContain("Approve");
});

test("has a plain text for whoever sees no blocks, without marks", () => {
  const { text } = renderMessage({ text: "# Result\n**T12** is *done* in 2 * 3 s, see `a*b*c`." });

  expect(text).toBe("Result\nT12 is done in 2 * 3 s, see `a*b*c`.");
});

test("has a text even for a message of marks only", () => {
  const { text, blocks } = renderMessage({ text: "---" });

  expect([text, blocks?.length]).toEqual(["---", 1]);
});
