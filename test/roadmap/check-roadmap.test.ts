import { expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { roadmapOf, SAMPLE } from "./sample-roadmap.ts";

function problemsOf(text: string): string[] {
  return roadmapOf(text).problems.map(formatProblem);
}

test("finds nothing wrong with a sound roadmap", () => {
  expect(problemsOf(SAMPLE)).toEqual([]);
});

test.each([
  [
    "a number given twice",
    "- [ ] 1.1.1 One\n- [ ] 1.1.1 Two\n",
    "ROADMAP.md:2 task 1.1.1: has the number of line 1. Give it one of its own.",
  ],
  [
    "a day that does not exist",
    "- [ ] 1.1.1 One (due: 2031-02-30)\n",
    'ROADMAP.md:1 task 1.1.1: is due "2031-02-30", which is no day. Write the day as 2031-03-03.',
  ],
  [
    "a dependency that does not exist",
    "- [ ] 1.1.1 One (after: 1.1.9)\n",
    "ROADMAP.md:1 task 1.1.1: comes after 1.1.9, which does not exist. Correct the number.",
  ],
  [
    "a tick above open work",
    "- [x] 1.1.1 One\n  - [ ] a part\n",
    "ROADMAP.md:1 task 1.1.1: is called done, and 1 box below it is open. Look at line 2; untick it, or tick what is below.",
  ],
  [
    "a heading that claims too much",
    "### Epic 1: Load ✅ COMPLETED\n\n- [ ] 1.1.1 One\n- [ ] 1.1.2 Two\n",
    "ROADMAP.md:1 epic 1: is called done, and 2 boxes below it are open. Look at line 3; untick it, or tick what is below.",
  ],
  [
    "a file without items",
    "# Hello\n",
    "ROADMAP.md: has no phase, epic, story, task or check box. Write headings such as `## Epic 2: Loading` and check boxes such as `- [ ] 2.1.1 Parser`.",
  ],
])("finds %s", (_, text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test("finds every item of a circle, and none that only leads to it", () => {
  const text = "- [ ] 1.1.1 A (after: 1.1.2)\n- [ ] 1.1.2 B (after: 1.1.1)\n- [ ] 1.1.3 C (after: 1.1.1)\n";

  expect(roadmapOf(text).problems.map(({ line }) => line)).toEqual([1, 2]);
});
