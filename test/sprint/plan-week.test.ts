import { expect, test } from "vitest";
import { capacityOf, proposeWeek } from "../../src/sprint/plan-week.ts";
import { roadmapOf } from "../roadmap/sample-roadmap.ts";

const { items } = roadmapOf(
  [
    "## Epic 1: Memory",
    "",
    "- [x] 1.1 Plan",
    "- [ ] 1.2 Pool (due: 2031-03-06, after: 1.1)",
    "- [ ] 1.3 Cache (due: 2031-03-05)",
    "- [ ] 1.4 Later (due: 2031-04-05)",
    "- [ ] 1.5 Blocked (after: 1.3)",
    "- [ ] 1.6 Any time",
  ].join("\n"),
);

const TASKS = [
  { id: "T1", title: "low", score: 1, items: [] },
  { id: "T2", title: "high", score: 5, items: [] },
  { id: "T3", title: "works on the cache", score: 2, items: ["story 1.3"] },
];

test.each([
  [
    "all of it, what is due first, then by priority; what a task works on already is that task",
    10,
    ["story 1.2", "T2", "T3", "T1", "story 1.6"],
  ],
  ["no more than there is room for", 2, ["story 1.2", "T2"]],
  ["nothing when nobody is there", 0, []],
])("a week is proposed: %s", (_, capacity, expected) => {
  const goals = proposeWeek({ tasks: TASKS, items, until: "2031-03-09" }, capacity);

  expect(goals.map(({ id }) => id)).toEqual(expected);
});

test.each([
  ["as much as lately, for the days ahead", { done: 20, presentDays: 40, weeks: 4 }, 8, 4],
  ["at least one", { done: 1, presentDays: 40, weeks: 4 }, 8, 1],
  ["half a task a day where nothing was done yet", { done: 0, presentDays: 0, weeks: 4 }, 9, 5],
  ["nothing without anybody there", { done: 0, presentDays: 0, weeks: 4 }, 0, 0],
])("room is reckoned as %s", (_, lately, days, tasks) => {
  expect(capacityOf(lately, days).tasks).toBe(tasks);
});
