import { expect, test } from "vitest";
import { parseNewRisk } from "../../src/risks/parse-new-risk.ts";

const NOW = Date.parse("2031-03-03T09:00:00.000Z");

test("reads level, title, owner, mitigation and day", () => {
  const text = 'high "The queue may fill up"; owner: @devops; mitigation: watch its length; due: 2w';

  expect(parseNewRisk(text, NOW)).toEqual({
    ok: true,
    risk: {
      level: "high",
      title: "The queue may fill up",
      description: "The queue may fill up",
      owner: "devops",
      mitigation: "watch its length",
      due: "2031-03-17",
    },
  });
});

test.each([
  ["2031-05-01", "2031-05-01"],
  ["3d", "2031-03-06"],
  ["P1W", "2031-03-10"],
  ["ongoing", undefined],
])("takes %s as the day %s", (due, day) => {
  const parsed = parseNewRisk(`It breaks\nowner: code\nmitigation: tests\ndue: ${due}`, NOW);

  expect(parsed.ok && parsed.risk.due).toBe(day);
  expect(parsed.ok && parsed.risk.level).toBe("medium");
});

test.each([
  ["It breaks", ["owner", "mitigation", "day"]],
  ["low; owner: code; mitigation: tests; due: 1d", ["title"]],
  ["It breaks; owner: code; mitigation: tests; due: soon", ['"soon" is no day']],
  ["It breaks; owner: code; mitigation: tests; due: PT2H", ['"PT2H" is no day']],
])("says all that is missing in: %s", (text, parts) => {
  const parsed = parseNewRisk(text, NOW);

  expect(parsed.ok ? [] : parsed.problems).toHaveLength(parts.length);
  for (const part of parts) expect(parsed.ok ? "" : parsed.problems.join(" ")).toContain(part);
});
