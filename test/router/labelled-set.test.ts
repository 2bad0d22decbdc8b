import { expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { parseFrontDoorExamples } from "../../src/router/front-door-examples.ts";
import { parseLabelledSet } from "../../src/router/labelled-set.ts";

test("a line with text and primary is enough, unknown keys are ignored", () => {
  const { items, problems } = parseLabelledSet('{"text":"a","primary":null,"note":1}\r\n\n', { file: "s" });

  expect(problems).toEqual([]);
  expect(items).toEqual([{ text: "a", primary: null, acceptable: [], support: [] }]);
});

test("every bad line is listed at once, the good ones are kept", () => {
  const content = [
    '{"text":"a","primary":"debug"}',
    "{oops",
    '{"primary":"debug"}',
    "",
    '{"text":"b","primary":"debug","support":["nobody"],"complexity":"hard"}',
    '{"text":"c","primary":"nobody"}',
  ].join("\n");

  const { items, problems } = parseLabelledSet(content, { file: "set.jsonl", agentIds: ["debug"] });

  expect(items.map(({ text }) => text)).toEqual(["a"]);
  expect(problems.map(({ line, key }) => [line, key])).toEqual([
    [2, ""],
    [3, "text"],
    [5, "complexity"],
    [6, "primary"],
  ]);
  expect(formatProblem(problems[0]!)).toMatch(/^set\.jsonl:2: is not JSON\./u);
});

test("front-door examples know six labels and no other keys", () => {
  const content = [
    '{"text":"hi","frontDoor":"social"}',
    '{"text":"weather?","frontDoor":"out_of_scope"}',
    '{"text":"x","frontDoor":"work"}',
    '{"text":"y","frontDoor":"meta","extra":1}',
    '{"text":"","frontDoor":"meta"}',
  ].join("\n");

  const { examples, problems } = parseFrontDoorExamples(content, "front-door.jsonl");

  expect(examples.map(({ text }) => text)).toEqual(["hi", "weather?"]);
  expect(problems.map(({ line }) => line)).toEqual([3, 4, 5]);
});
