import { expect, test } from "vitest";
import { PasteFilter } from "../../../adapters/console/paste-filter.ts";

const START = "\u001b[200~";
const END = "\u001b[201~";

async function keysOf(filter: PasteFilter, ...chunks: readonly (string | Buffer)[]): Promise<string> {
  const keys: string[] = [];
  filter.on("data", (chunk: Buffer) => keys.push(chunk.toString("utf8")));
  for (const chunk of chunks) filter.write(chunk);
  await new Promise((resolve) => filter.end(resolve));
  return keys.join("");
}

test("passes typed keys and arrow keys through", async () => {
  expect(await keysOf(new PasteFilter(), "abc", "\u001b[A", "\r", "\u001b", "b")).toBe(
    "abc\u001b[A\r\u001bb",
  );
});

test("puts a mark where a paste breaks the line, and takes its last line end off", async () => {
  const filter = new PasteFilter();

  expect(await keysOf(filter, `${START}one\r\ntwo\n${END}\r`)).toBe("one⏎two\r");
  expect(filter.expand("one⏎two")).toBe("one\ntwo");
});

test("recognises a paste however it is cut into chunks", async () => {
  const bytes = Buffer.from(`x${START}ä\nö${END}y`, "utf8");

  const keys = await keysOf(new PasteFilter(), ...Array.from(bytes, (byte) => Buffer.from([byte])));

  expect(keys).toBe("xä⏎öy");
});

test("stands a token in for pastes that are long or hold tabs or control characters", async () => {
  const filter = new PasteFilter();
  const texts = ["a\tb", "x".repeat(500), "1\n2\n3\n4\n5", "\u001b[31m"];

  const line = await keysOf(filter, ...texts.map((text) => `${START}${text}${END}`));

  expect(line).toBe(
    "[paste 1: 3 characters][paste 2: 500 characters][paste 3: 5 lines][paste 4: 5 characters]",
  );
  expect(filter.expand(line)).toBe(texts.join(""));
  expect(filter.hasToken(line)).toBe(true);
  expect(filter.hasToken("[paste 9: 2 lines]")).toBe(false);
});

test("takes much text at once for a paste on terminals that do not say so", async () => {
  const filter = new PasteFilter();

  const line = await keysOf(filter, `${"word ".repeat(200)}\nend\r`);

  expect(line).toBe("[paste 1: 2 lines]\r");
});
