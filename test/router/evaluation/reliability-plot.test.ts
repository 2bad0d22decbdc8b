import { expect, test } from "vitest";
import { evaluateRouter } from "../../../src/router/evaluation/evaluate-router.ts";
import { drawReliability } from "../../../src/router/evaluation/reliability-plot.ts";
import { label, scripted } from "./scripted-router.ts";

const evaluation = await evaluateRouter(
  scripted({ a: { best: "debug", confidence: 0.95 }, b: { best: "x", confidence: 0.35 } }),
  [label("a", "debug"), label("b", "debug")],
);
const TEXT = { title: "Reliability", subtitle: 'a < b & "c"\u0000' };

test("every router gets a panel with its name, its error and a bar for each bin that has answers", () => {
  const svg = drawReliability(
    [
      { name: "bitnet", evaluation },
      { name: "linear", evaluation },
    ],
    TEXT,
  );

  expect(svg.match(/right at a mean confidence of/gu)).toHaveLength(4);
  expect(svg).toContain(">bitnet</text>");
  expect(svg).toContain(">linear</text>");
  expect(svg).toContain("calibration error 0.200");
  expect(svg).toContain("bin 10: 100 % right at a mean confidence of 95 %");
});

test("a bar shows what was right of what it was sure of, and what it was more or fewer", () => {
  const svg = drawReliability([{ name: "bitnet", evaluation }], TEXT);

  expect(svg).toContain('<rect x="271.5" y="15" width="27" height="285" fill="#3f7fbf"/>');
  expect(svg).toContain('<rect x="271.5" y="0" width="27" height="15" fill="#a8cbea"/>');
  expect(svg).toContain('<rect x="91.5" y="195" width="27" height="105" fill="#f5b8b1"/>');
});

test("texts are escaped, and the drawing is well-formed", () => {
  const svg = drawReliability([{ name: "<b>", evaluation }], TEXT);

  expect(svg).toContain("a &lt; b &amp; &quot;c&quot;");
  expect(svg).not.toContain("\u0000");
  expect(openElements(svg)).toEqual([]);
});

test("a router without answers has an empty panel", async () => {
  const empty = await evaluateRouter(scripted({}), []);

  const svg = drawReliability([{ name: "bitnet", evaluation: empty }], TEXT);

  expect(svg).toContain("no answers");
  expect(openElements(svg)).toEqual([]);
});

/** Elements that are never closed, or closed without having been opened. */
function openElements(svg: string): string[] {
  const open: string[] = [];
  for (const [, end, name = "", , self] of svg.matchAll(/<(\/?)(\w+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gu)) {
    if (self === "/") continue;
    if (end !== "/") open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
}
