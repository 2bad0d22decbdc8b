import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { parseRoadmap } from "../../src/roadmap/parse-roadmap.ts";
import { renderUpdate } from "../../src/roadmap/propose-update.ts";
import type { Roadmap } from "../../src/roadmap/read-roadmap.ts";
import type { RoadmapChange } from "../../src/hooks/roadmap-proposal.ts";

const TEXT =
  "# Plan\n\n## Epic 1: Loading\n\n### Story 1.1: Files\n\n- [ ] 1.1.1 Parser\n- [x] 1.1.2 Reader\n";
const roadmap: Roadmap = { file: "TODO.md", text: TEXT, items: parseRoadmap(TEXT), problems: [] };

function render(...changes: RoadmapChange[]) {
  return renderUpdate(roadmap, { id: "T1.X.r1", title: "task 1.1.1 is done", changes });
}

test("a tick is a patch that a person applies", () => {
  const update = render({ kind: "tick", item: "task 1.1.1", because: "T1 finished it" });

  expect(applyPatch(TEXT, update?.patch ?? "")).toContain("- [x] 1.1.1 Parser");
  expect(update?.text).toContain("git apply");
});

test("several changes are one patch, each entry below the item that it belongs to", () => {
  const update = render(
    { kind: "tick", item: "task 1.1.1", because: "done" },
    { kind: "add", item: "a", under: "story 1.1", text: "First" },
    { kind: "add", item: "b", under: "story 1.1", text: "Second" },
  );

  expect(applyPatch(TEXT, update?.patch ?? "")).toBe(
    TEXT.replace("- [ ] 1.1.1", "- [x] 1.1.1") + "- [ ] First\n- [ ] Second\n",
  );
});

test("what is ticked already needs no proposal", () => {
  expect(render({ kind: "tick", item: "task 1.1.2", because: "done" })).toBeUndefined();
});

test.each<[RoadmapChange, string]>([
  [{ kind: "tick", item: "story 1.1", because: "all done" }, "a heading"],
  [{ kind: "tick", item: "task 7.7", because: "done" }, "no such item"],
  [{ kind: "unblock", item: "story 2.1", because: "story 1.1 is complete" }, "story 2.1 may begin"],
  [{ kind: "reorder", items: ["epic 2", "epic 1"] }, "epic 2, epic 1"],
  [{ kind: "note", text: "two places differ" }, "two places differ"],
])("what no patch can do is said: %o", (change, said) => {
  const update = render(change);

  expect(update?.text).toContain(said);
  expect(update?.patch).toBeUndefined();
});
