import { expect, test } from "vitest";
import { findMentions } from "../../src/roadmap/find-mentions.ts";
import { parseRoadmap } from "../../src/roadmap/parse-roadmap.ts";
import { nameOf } from "../../src/roadmap/roadmap.ts";

const items = parseRoadmap("## Phase 1: A\n\n### Epic 4: B\n\n#### 4.2 C\n\n- [ ] 4.2.1 D\n- [ ] 4.2.10 E\n");

test.each([
  ["please finish 4.2.1 today", ["task 4.2.1"]],
  ["task 4.2.1, then task 4.2.10.", ["task 4.2.1", "task 4.2.10"]],
  ["it belongs to epic 4 (4.2)", ["epic 4", "story 4.2"]],
  ["Phase 1 first", ["phase 1"]],
  ["4.2.1 and 4.2.1 again", ["task 4.2.1"]],
])("finds what %s names", (text, names) => {
  expect(findMentions(text, items).map(nameOf)).toEqual(names);
});

test.each([
  "update to version 4.2.1",
  "v4.2.1 is out",
  "node 4.2 is too old",
  "it takes 4.2 % longer",
  "4.2x faster",
  "10.4.2.1 does not answer",
  "4.2.1-beta",
  "there are 4 epics and 1 phase",
  "task 4.2.7",
  "see lib/4.2.1/readme",
])("finds nothing in: %s", (text) => {
  expect(findMentions(text, items)).toEqual([]);
});
