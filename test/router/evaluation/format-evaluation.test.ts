import { expect, test } from "vitest";
import { evaluateRouter } from "../../../src/router/evaluation/evaluate-router.ts";
import { formatEvaluations } from "../../../src/router/evaluation/format-evaluation.ts";
import { label, scripted } from "./scripted-router.ts";

const LONG = `why does\nit\u001B[31m crash ${"again ".repeat(30)}`;
const items = [label("right", "debug"), label(LONG, "debug"), label("hi", null, { frontDoor: "social" })];
const good = { right: { best: "debug" }, hi: { best: "x", frontDoor: "social" } } as const;
const bitnet = await evaluateRouter(scripted({ ...good, [LONG]: { best: "debug" } }), items);
const linear = await evaluateRouter(scripted({ ...good, [LONG]: { best: "x" } }), items);

test("the report names figures, confusions and the worst items on one line each", () => {
  const report = formatEvaluations({ name: "linear", evaluation: linear });

  expect(report).toContain("3 items: 2 for an agent, 0 for nobody, 1 for the front door.");
  expect(report).toMatch(/^best agent right +50\.0 %$/mu);
  expect(report).toMatch(/^complexity right +-$/mu);
  expect(report).toContain("  1 x debug -> x");
  expect(report).toMatch(/0\.90 debug -> x: why does it \[31m crash (?:again )+again…$/mu);
});

test("two routers stand side by side, and the mistakes are those of the first", () => {
  const report = formatEvaluations(
    { name: "bitnet", evaluation: bitnet },
    { name: "linear", evaluation: linear },
  );

  expect(report).toMatch(/^ +bitnet +linear$/mu);
  expect(report).toMatch(/^best agent right +100\.0 % +50\.0 %$/mu);
  expect(report).toMatch(/^time, median +4\.00 ms +4\.00 ms$/mu);
  expect(report).not.toContain("Confused");
});

test("an empty set makes a report without figures", async () => {
  const report = formatEvaluations({ name: "linear", evaluation: await evaluateRouter(scripted({}), []) });

  expect(report).toMatch(/^best agent right +-$/mu);
});
