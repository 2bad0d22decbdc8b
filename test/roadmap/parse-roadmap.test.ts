import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRoadmap } from "../../src/roadmap/parse-roadmap.ts";
import { findItems, nameOf, progressOf, withDescendants } from "../../src/roadmap/roadmap.ts";
import type { RoadmapItem } from "../../src/roadmap/roadmap.ts";
import { SAMPLE } from "./sample-roadmap.ts";

const items = parseRoadmap(SAMPLE);

function only(name: string): RoadmapItem {
  const found = findItems(items, name);
  expect(found).toHaveLength(1);
  return found[0]!;
}

test("puts epics into phases, stories into epics, tasks into stories and boxes into boxes", () => {
  const outline = (list: readonly RoadmapItem[]): unknown[] =>
    list.map((item) => (item.children.length === 0 ? nameOf(item) : [nameOf(item), outline(item.children)]));

  expect(outline(items)).toEqual([
    [
      "phase 1",
      [
        [
          "epic 2",
          [
            ["story 2.1", ["task 2.1.1", "task 2.1.2"]],
            ["story 2.2", [["task 2.2.1", ['"the channel"', '"the back pressure"']], "task 2.2.2"]],
          ],
        ],
        '"tell the customers"',
      ],
    ],
    "phase 2",
  ]);
});

test("reads titles without marks, numbers, claims and attributes", () => {
  expect(only("epic 2").title).toBe("Inference ready HIGHEST PRIORITY");
  expect(only("2.1").title).toBe("Model loading");
  expect(only("2.1.1").title).toBe("Read the format");
  expect(only("2.2.2").title).toBe("Errors in the stream");
});

test("reads owner, due date and what comes before, beside an item and below it", () => {
  expect(only("epic 2").owner).toBe("inference_engine_specialist");
  expect(only("2.1.1").owner).toBe("code");
  expect([only("2.2.1").owner, only("2.2.1").due]).toEqual(["ana", "2031-03-06"]);
  expect([only("2.2.2").due, only("2.2.2").after]).toEqual(["2031-03-09", ["2.2.1"]]);
  expect(only("2.2").after).toEqual(["2.1"]);
});

test("knows the line of each item", () => {
  const lines = SAMPLE.split("\n");

  for (const item of withDescendants(items)) expect(lines[item.line - 1]).toContain(item.id ?? item.title);
});

test("tells what is open, started and done by the boxes alone", () => {
  expect(
    ["2.1", "2.1.2", "2.2.1", "2.2.2", "2.2", "epic 2", "phase 2"].map((name) => only(name).state),
  ).toEqual(["done", "done", "started", "open", "started", "started", "open"]);
});

test("counts the innermost boxes", () => {
  expect(progressOf(only("epic 2"))).toEqual({ done: 3, total: 5 });
  expect(progressOf(only("2.1.1"))).toEqual({ done: 1, total: 1 });
});

test("calls a heading that says done, with no box below it, a claim", () => {
  const [claimed] = parseRoadmap("### Task 1.0: Fix the last test ✅ COMPLETED\n");

  expect(claimed).toMatchObject({ kind: "task", id: "1.0", title: "Fix the last test", state: "claimed" });
});

test("takes work that is to be completed for no claim", () => {
  const [open] = parseRoadmap("### Task 1.1: Complete the parser\n");

  expect(open).toMatchObject({ title: "Complete the parser", claimsDone: false, state: "open" });
});

test("takes a version or a date at the start of a heading for no item", () => {
  expect(parseRoadmap("## 2031-03-03\n\n## Notes on Phase 1 of the plan\n")).toEqual([]);
});

test("finds several items where a number alone does not say which", () => {
  const twice = parseRoadmap("## Phase 2: Build\n\n### Epic 2: Load\n");

  expect(findItems(twice, "2").map(nameOf)).toEqual(["phase 2", "epic 2"]);
  expect(findItems(twice, "Epic 2").map(nameOf)).toEqual(["epic 2"]);
  expect(findItems(twice, "3")).toEqual([]);
  expect(findItems(twice, "the epic")).toEqual([]);
});

test("reads any text without failing", () => {
  const part = fc.constantFrom(
    "# Phase 1: ",
    "- [ ] ",
    "- [x] 1.1 ",
    "(due: ",
    ")",
    "\n",
    "\r\n",
    "  ",
    "> ",
    "|",
    "```",
  );

  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 40 }), (parts) => {
      for (const item of withDescendants(parseRoadmap(parts.join("")))) {
        expect(item.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: 200 },
  );
});
