import { expect, test } from "vitest";
import { applyUnifiedDiff } from "../../src/tools/apply-unified-diff.ts";
import { SUM_FILES } from "./team-repository.ts";

async function apply(patch: string, files: Readonly<Record<string, string>> = SUM_FILES) {
  return applyUnifiedDiff(patch, async (path) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return { ok: true, file: text === undefined ? undefined : { text, mode: 0o644 } };
  });
}

test("lines may have moved, but what stands around a change must be there", async () => {
  const text = "a\nb\nc\nd\ne\n";
  const patch = "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n c\n-d\n+D\n e\n";

  expect(await apply(patch, { x: text })).toMatchObject({
    ok: true,
    changes: [{ path: "x", text: "a\nb\nc\nD\ne\n" }],
  });
  expect(await apply(patch, { x: text.replace("c", "C") })).toMatchObject({ ok: false });
});

test("the hunk that does not fit is named, also when others do", async () => {
  const patch = "--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-a\n+A\n@@ -3,1 +3,1 @@\n-z\n+Z\n";

  const outcome = await apply(patch, { x: "a\nb\nc\n" });

  expect(outcome).toMatchObject({ ok: false });
  expect("why" in outcome && outcome.why).toContain("Hunk 2 of 2 (line 3)");
});

test.each([
  ["no patch", "hello", "no unified diff"],
  [
    "a rename",
    "diff --git a/README.md b/x\nsimilarity index 90%\nrename from README.md\nrename to x\n--- a/README.md\n+++ b/x\n@@ -1,1 +1,1 @@\n-# Sums\n+# X\n",
    "enames",
  ],
  [
    "a link",
    "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1,1 @@\n+/etc/passwd\n",
    "Links and submodules",
  ],
  ["a file that is there", "--- /dev/null\n+++ b/README.md\n@@ -0,0 +1,1 @@\n+x\n", "exists already"],
  ["a file that is not there", "--- a/no.md\n+++ b/no.md\n@@ -1,1 +1,1 @@\n-a\n+b\n", "no file"],
  [
    "a wrong count of lines",
    "--- a/README.md\n+++ b/README.md\n@@ -1,9 +1,9 @@\n-# Sums\n+# X\n",
    "no sound unified diff",
  ],
])("a patch is refused: %s", async (_name, patch, why) => {
  const outcome = await apply(patch);

  expect("why" in outcome && outcome.why).toContain(why);
});
