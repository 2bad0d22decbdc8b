import { expect, test } from "vitest";
import { formatItem, formatRoadmap, nextItems } from "../../src/roadmap/format-roadmap.ts";
import { findItems } from "../../src/roadmap/roadmap.ts";
import { roadmapOf, SAMPLE } from "./sample-roadmap.ts";

const roadmap = roadmapOf(SAMPLE);

test("shows headings with their progress, and what can be done next", () => {
  expect(formatRoadmap(roadmap).split("\n")).toEqual([
    "`ROADMAP.md`: 3 of 6 boxes are ticked.",
    "- ◐ **phase 1** Foundation (Weeks 1-2), 3 of 6 (line 5)",
    "  - ◐ **epic 2** Inference ready HIGHEST PRIORITY, 3 of 5, inference_engine_specialist (line 7)",
    "    - ☑ **story 2.1** Model loading, 2 of 2 (line 10)",
    "    - ◐ **story 2.2** Streaming, 1 of 3, after 2.1 (line 15)",
    "- ☐ **phase 2** Later (line 29)",
    "",
    "Next:",
    "- ☐ the back pressure (line 22)",
    "- ☐ tell the customers (line 27)",
  ]);
});

test("has next only what nothing holds up", () => {
  expect(nextItems(roadmap.items).map(({ title }) => title)).toEqual([
    "the back pressure",
    "tell the customers",
  ]);
});

test("shows an item with all below it", () => {
  const [item] = findItems(roadmap.items, "2.2.1");

  expect(formatItem(item!)).toBe(
    [
      "- ◐ **task 2.2.1** Stream tokens, 1 of 2, ana, due 2031-03-06 (line 18)",
      "  - ☑ the channel (line 21)",
      "  - ☐ the back pressure (line 22)",
    ].join("\n"),
  );
});

test("lists a few problems and counts the rest", () => {
  const many = roadmapOf(Array.from({ length: 8 }, (_, n) => `- [ ] 1.1.${n} x (after: 9.${n})\n`).join(""));

  expect(formatRoadmap(many)).toContain(
    "comes after 9.4, which does not exist. Correct the number.\n- and 3 more",
  );
});
