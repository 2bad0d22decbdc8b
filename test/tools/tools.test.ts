import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUILT_IN } from "../../src/tools/create-tool-source.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aRun, call, openKit, refused } from "./tools-kit.ts";
import { makeFolder, makeRepository, put, SUM_FILES } from "./team-repository.ts";

const PATCH =
  "--- a/src/sum.mjs\n+++ b/src/sum.mjs\n@@ -1,3 +1,3 @@\n export function sum(a, b) {\n-  return a - b;\n+  return a + b;\n }\n";

test("the tools of the rules are those that there are, with the same class", async () => {
  const kit = await openKit({
    config: "github:\n  repository: acme/sums\n",
    source: { GITHUB_TOKEN: "ghp_x" },
  });

  const { tools } = await kit.toolSource.open(aRun(kit.task));

  const classes = Object.fromEntries(tools.map((tool) => [tool.name, tool.class]));
  expect(classes).toEqual(Object.fromEntries(shipped.rules.tools.map((tool) => [tool.name, tool.class])));
  expect(Object.keys(classes).sort()).toEqual(Object.keys(BUILT_IN).sort());
  for (const { name, description } of tools) {
    expect(name).toMatch(/^[a-z][a-z0-9_]{0,63}$/u);
    expect(description.length).toBeGreaterThan(20);
  }
});

test("a run has the tools of its agent's file and no other; who judges changes nothing and has no effects", async () => {
  const kit = await openKit();
  const namesOf = async (run: ReturnType<typeof aRun>) =>
    (await kit.toolSource.open(run)).tools.map(({ name }) => name);

  expect(await namesOf(aRun(kit.task, { tools: ["read_file", "git_log", "read_file"] }))).toEqual([
    "read_file",
    "git_log",
  ]);
  expect(
    await namesOf(
      aRun(kit.task, { tools: ["read_file", "apply_patch", "run_command", "git_branch"] }, "reviewer"),
    ),
  ).toEqual(["read_file", "run_command"]);
  expect(await namesOf(aRun(kit.task, { tools: ["constructor", "toString"] }))).toEqual([]);
});

test("a workspace that is no repository can be read and not changed", async () => {
  const workspace = makeFolder();
  put(workspace, SUM_FILES);
  const kit = await openKit({ workspace });

  const { tools } = await kit.toolSource.open(aRun(kit.task));

  expect([...new Set(tools.map((tool) => tool.class))]).toEqual(["read"]);
  expect((await call(kit, "read_file", { path: "README.md" })).text).toContain("Adds numbers.");
});

test("files are listed, read by lines and searched; what is ignored or secret is left out", async () => {
  const kit = await openKit();

  const listed = await call(kit, "list_files", {});
  const below = await call(kit, "list_files", { folder: "src" });
  const lines = await call(kit, "read_file", { path: "test/sum.test.mjs", from: 2, to: 3 });
  const found = await call(kit, "search_text", { query: "adds two numbers" });

  expect(listed.text).toContain("src/sum.mjs (");
  expect(listed.text).not.toContain(".env");
  expect(below.text.split("\n")).toHaveLength(1);
  expect(lines.text).toBe(
    '2\timport { test } from "node:test";\n3\timport { sum } from "../src/sum.mjs";\n[lines 2 to 3 of 7]',
  );
  expect(found.text).toContain("test/sum.test.mjs:");
  expect(await refused(kit, "read_file", { path: "nowhere.txt" })).toContain("no file");
  expect(await refused(kit, "read_file", { path: "README.md", from: 99 })).toContain("has 3 lines");
  expect(await refused(kit, "search_semantic", { query: "addition" })).toContain("search_text");
});

test("history, authors and differences come from git", async () => {
  const kit = await openKit();

  const log = await call(kit, "git_log", {});
  const blame = await call(kit, "git_blame", { path: "src/sum.mjs", from: 2, to: 2 });
  const clean = await call(kit, "git_diff", {});
  await call(kit, "write_file", { path: "src/new.mjs", text: "export const one = 1;\n" });
  const changed = await call(kit, "git_diff", {});

  expect(log.text).toContain("Ada: Add sums");
  expect(blame.text).toMatch(/Ada\s.*return a - b;/u);
  expect(clean.text).toBe("Nothing.");
  expect(changed.text).toContain("+export const one = 1;");
});

test("a reader without a worktree sees the checkout, a writer sees its worktree", async () => {
  const kit = await openKit();
  const reader = aRun(kit.task, { tools: ["read_file"] });

  expect((await call(kit, "read_file", { path: "README.md" }, reader)).text).toContain("Being edited.");
  expect((await call(kit, "read_file", { path: "README.md" })).text).toContain("Adds numbers.");
  expect((await call(kit, "read_file", { path: "README.md" }, reader)).text).toContain("Adds numbers.");
});

test("a patch is applied as a whole or not at all, and says which hunk does not fit", async () => {
  const kit = await openKit();
  const wrong = PATCH.replace("a - b", "a * b");

  const both = await refused(kit, "apply_patch", {
    patch: `--- /dev/null\n+++ b/src/first.mjs\n@@ -0,0 +1,1 @@\n+first\n${wrong}`,
  });
  const worktree = (await kit.placeOf("T1")).workspace ?? "";

  expect(both).toContain("Hunk 1 of 1 (line 1) does not fit");
  expect(both).toContain("-  return a * b;");
  expect(existsSync(join(worktree, "src/first.mjs"))).toBe(false);
  expect(await call(kit, "apply_patch", { patch: PATCH })).toMatchObject({ changed: ["src/sum.mjs"] });
  expect(await refused(kit, "apply_patch", { patch: PATCH })).toContain("does not fit");
  const removal = "--- a/README.md\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-# Sums\n-\n-Adds numbers.\n";
  expect(await call(kit, "apply_patch", { patch: removal })).toMatchObject({ changed: ["README.md"] });
  expect(existsSync(join(worktree, "README.md"))).toBe(false);
});

test("an edit replaces what stands once; a written file keeps its mode", async () => {
  const workspace = makeRepository({ ...SUM_FILES, "run.sh": "#!/bin/sh\necho a\necho a\n" });
  const kit = await openKit({ workspace });

  expect(await refused(kit, "edit_file", { path: "run.sh", find: "echo a", replace: "echo b" })).toContain(
    "stands 2 times",
  );
  expect(await refused(kit, "edit_file", { path: "run.sh", find: "nope", replace: "" })).toContain(
    "stands 0 times",
  );
  const edited = await call(kit, "edit_file", { path: "src/sum.mjs", find: "a - b", replace: "$& + b" });
  const worktree = (await kit.placeOf("T1")).workspace ?? "";

  expect(edited).toMatchObject({ changed: ["src/sum.mjs"] });
  expect(readFileSync(join(worktree, "src/sum.mjs"), "utf8")).toContain("return $& + b;");
  await call(kit, "write_file", { path: "deep/er/new.txt", text: "new\n" });
  expect(statSync(join(worktree, "deep/er/new.txt")).mode & 0o777).toBe(0o644);
});

test("only the configured commands run, as they stand there, and their output is redacted and cut", async () => {
  const workspace = makeRepository({
    ...SUM_FILES,
    "loud.mjs": `console.log("ghp_" + "a".repeat(36)); console.log("x".repeat(60_000)); process.exit(3);\n`,
    "environment.mjs": "console.log(Object.keys(process.env).sort().join(' '));\n",
  });
  process.env["SLACK_BOT_TOKEN_OF_TEST"] = "xoxb-of-test";
  const kit = await openKit({
    workspace,
    config:
      "  commands:\n    loud: node loud.mjs\n    environment: node environment.mjs\n    piped: node loud.mjs | cat\n",
  });

  const loud = await call(kit, "run_command", { command: "loud" });
  const environment = await call(kit, "run_command", { command: "environment" });
  delete process.env["SLACK_BOT_TOKEN_OF_TEST"];

  expect(loud.text).toContain("It ended with 3.");
  expect(loud.text).toContain("[redacted]");
  expect(loud.text).not.toContain("ghp_a");
  expect(loud.text.length).toBeLessThan(13_000);
  expect(environment.text).toContain("PATH");
  expect(environment.text).not.toContain("SLACK");
  expect(await refused(kit, "run_command", { command: "loud && id" })).toContain("no command of this name");
  expect(await refused(kit, "run_command", { command: "piped" })).toContain("needs a shell");
});

test("a shared folder of the checkout is seen by commands and not by tools", async () => {
  const workspace = makeRepository({
    ...SUM_FILES,
    "use.mjs": 'import { lib } from "lib";\nconsole.log(lib);\n',
  });
  mkdirSync(join(workspace, "node_modules"));
  put(workspace, {
    "node_modules/lib/index.js": 'export const lib = "from the checkout";\n',
    "node_modules/lib/package.json": '{ "type": "module", "exports": "./index.js" }\n',
  });
  const kit = await openKit({
    workspace,
    config: "  commands:\n    use: node use.mjs\nworktrees:\n  share: [node_modules]\n",
  });

  expect((await call(kit, "run_command", { command: "use" })).text).toContain("from the checkout");
  expect((await call(kit, "git_diff", {})).text).toBe("Nothing.");
  expect(await refused(kit, "read_file", { path: "node_modules/lib/index.js" })).toContain("through a link");
});

test("a link in the workspace to a file in it is read, one that leads out is not", async () => {
  const workspace = makeRepository();
  const outside = makeFolder();
  put(outside, { "plain.txt": "outside" });
  symlinkSync("README.md", join(workspace, "inside.md"));
  symlinkSync(outside, join(workspace, "out"));
  symlinkSync(".env", join(workspace, "harmless.txt"));
  const kit = await openKit({ workspace });
  const reader = aRun(kit.task, { tools: ["read_file"] });
  const read = async (path: string) => (await call(kit, "read_file", { path }, reader)).text;

  expect(await read("inside.md")).toContain("Being edited.");
  expect(await read("out/plain.txt")).toContain("through a link");
  expect(await read("harmless.txt")).toContain("usually holds credentials");
});
