import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { proposeTick } from "../../src/roadmap/propose-tick.ts";
import { roadmapOf, SAMPLE } from "./sample-roadmap.ts";

function patchFor(text: string, name: string): string {
  const proposal = proposeTick(roadmapOf(text), name);
  if (proposal.kind !== "patch") throw new Error(`no patch: ${proposal.kind}`);
  return proposal.patch;
}

test("makes a patch that ticks the one box and changes nothing else", () => {
  const ticked = applyPatch(SAMPLE, patchFor(SAMPLE, "2.2.2"));

  expect(ticked).toBe(SAMPLE.replace("- [ ] 2.2.2", "- [x] 2.2.2"));
});

test("names the file as git does", () => {
  expect(patchFor(SAMPLE, "2.2.2")).toMatch(/^--- a\/ROADMAP\.md\n\+\+\+ b\/ROADMAP\.md\n@@ -/u);
});

test.each([
  ["Windows line ends", "- [ ] 1.1.1 One\r\n- [ ] 1.1.2 Two\r\n"],
  ["no end of line at the end", "- [ ] 1.1.2 Two\n\n- [ ] 1.1.1 One"],
  ["a numbered list", "1. [ ] 1.1.1 One\n2. [ ] 1.1.2 Two\n"],
  ["another bullet, indented", "* [ ] 1.1.2 Two\n  * [ ] 1.1.1 One\n"],
  ["a box in the title as well", "- [ ] 1.1.1 One [ ] and one\n"],
])("works with %s", (_, text) => {
  const ticked = applyPatch(text, patchFor(text, "1.1.1"));

  expect(ticked).toBe(text.replace("[ ] 1.1.1", "[x] 1.1.1"));
});

test("tells what is open below and what should come first", () => {
  const below = proposeTick(roadmapOf(SAMPLE), "2.2.1");
  const first = proposeTick(roadmapOf(SAMPLE), "2.2.2");

  expect(below).toMatchObject({ open: [{ title: "the back pressure" }], waitsFor: [] });
  expect(first).toMatchObject({ open: [], waitsFor: [{ id: "2.2.1" }] });
});

test.each([
  ["a heading", "2.1", "no_box"],
  ["a box that is ticked", "2.1.1", "ticked"],
  ["a number that is not there", "9.9.9", "unknown"],
])("has no patch for %s", (_, name, kind) => {
  expect(proposeTick(roadmapOf(SAMPLE), name).kind).toBe(kind);
});

test("asks which of several is meant", () => {
  expect(proposeTick(roadmapOf("## Phase 2: A\n\n### Epic 2: B\n"), "2").kind).toBe("several");
});
