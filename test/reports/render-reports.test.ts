import { expect, test } from "vitest";
import { renderMarkdown } from "../../adapters/console/render-markdown.ts";
import { createConsoleTheme } from "../../adapters/console/console-theme.ts";
import { sampleChart, sampleReports } from "./sample-reports.ts";

const NAMES = Object.keys(sampleReports);

test.each(NAMES)("the report %s as Markdown", (name) => {
  expect(sampleReports[name]?.text).toMatchSnapshot();
});

test.each(NAMES)("the report %s on the console", (name) => {
  const options = { columns: 80, theme: createConsoleTheme(false) };
  const rows = renderMarkdown(sampleReports[name]?.text ?? "", options);

  expect(rows.join("\n")).toMatchSnapshot();
});

test.each(NAMES)("the report %s is no wall of text", (name) => {
  const lines = (sampleReports[name]?.text ?? "").split("\n");

  expect(lines.length).toBeLessThanOrEqual(40);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(200);
});

test("a chart says in words what it shows", () => {
  expect(sampleChart.alt).toBe(
    "Bars by day: 10 tasks done, 1 failed; a line: 9 opened. Most were done on Thu 6 March.",
  );
});
