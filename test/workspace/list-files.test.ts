import { join } from "node:path";
import { expect, test } from "vitest";
import { listFiles, type FileLimits, type ListOptions } from "../../src/workspace/list-files.ts";
import { makeWorkspace } from "./make-workspace.ts";

const LIMITS: FileLimits = { maxFiles: 1000, maxTotalBytes: 10_000_000, maxFileBytes: 512 * 1024 };

async function pathsIn(root: string, options: Partial<ListOptions> = {}): Promise<string[]> {
  const { files } = await listFiles(root, { limits: LIMITS, ...options });
  return files.map(({ path }) => path);
}

test("lists files of all levels in the order of their paths, whatever script they are named in", async () => {
  const { root } = await makeWorkspace({
    "src/z.rs": "z",
    "src/a/deep.rs": "d",
    "docs/Übersicht.md": "ü",
    "docs/設計.md": "設計",
    "a b.txt": "blank",
    "README.md": "r",
  });

  expect(await pathsIn(root)).toEqual([
    "README.md",
    "a b.txt",
    "docs/Übersicht.md",
    "docs/設計.md",
    "src/a/deep.rs",
    "src/z.rs",
  ]);
});

test("gives the size and the time of change of each file", async () => {
  const { root } = await makeWorkspace({ "a.txt": "12345" });

  const { files } = await listFiles(root, { limits: LIMITS });

  expect(files).toHaveLength(1);
  expect(files[0]?.sizeBytes).toBe(5);
  expect(files[0]?.mtimeMs).toBeGreaterThan(0);
});

test("leaves out what the .gitignore of the workspace excludes and keeps what it takes back", async () => {
  const { root } = await makeWorkspace({
    ".gitignore": "target/\n*.log\n!keep.log\n/local.txt\r\n# a comment\n\n",
    "target/debug/out.txt": "x",
    "run.log": "x",
    "sub/run.log": "x",
    "sub/keep.log": "x",
    "local.txt": "x",
    "sub/local.txt": "x",
  });

  expect(await pathsIn(root)).toEqual([".gitignore", "sub/keep.log", "sub/local.txt"]);
});

test("honours a nested .gitignore for its own folder only", async () => {
  const { root } = await makeWorkspace({
    "crate/.gitignore": "/generated\n*.tmp\n",
    "crate/generated/a.rs": "x",
    "crate/src/generated/b.rs": "x",
    "crate/src/c.tmp": "x",
    "other/generated/d.rs": "x",
    "other/e.tmp": "x",
  });

  expect(await pathsIn(root)).toEqual([
    "crate/.gitignore",
    "crate/src/generated/b.rs",
    "other/e.tmp",
    "other/generated/d.rs",
  ]);
});

test("lets a nested .gitignore bring back a folder that one above it excludes", async () => {
  const { root } = await makeWorkspace({
    ".gitignore": "build/\n*.log\n",
    "build/a.txt": "x",
    "tools/.gitignore": "!build/\n",
    "tools/build/b.txt": "x",
    "tools/build/c.log": "x",
  });

  expect(await pathsIn(root)).toEqual([".gitignore", "tools/.gitignore", "tools/build/b.txt"]);
});

test("reads the rules of folders whose names hold pattern characters literally", async () => {
  const { root } = await makeWorkspace({
    "[ab]/.gitignore": "x.txt\n",
    "[ab]/x.txt": "x",
    "[ab]/y.txt": "y",
    "a/x.txt": "x",
  });

  expect(await pathsIn(root)).toEqual(["[ab]/.gitignore", "[ab]/y.txt", "a/x.txt"]);
});

test("never enters version control, packages or folders marked as a cache", async () => {
  const { root } = await makeWorkspace({
    ".git/config": "x",
    "sub/.git/config": "x",
    "node_modules/a/index.js": "x",
    "web/node_modules/b/index.js": "x",
    "target/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55",
    "target/out.txt": "x",
    "src/main.rs": "x",
  });

  expect(await pathsIn(root)).toEqual(["src/main.rs"]);
});

test("leaves out binary files by name and by content, and files that are too large", async () => {
  const { root } = await makeWorkspace({
    "logo.png": "not really a picture",
    blob: Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]),
    "big.txt": "a".repeat(512 * 1024 + 1),
    "largest.txt": "a".repeat(512 * 1024),
    "empty.txt": "",
  });

  expect(await pathsIn(root)).toEqual(["empty.txt", "largest.txt"]);
});

test("leaves out generated files and files that usually hold credentials", async () => {
  const { root } = await makeWorkspace({
    "Cargo.lock": "x",
    "app.min.js": "x",
    ".env": "TOKEN=1",
    ".env.local": "TOKEN=1",
    ".env.example": "TOKEN=",
    "certs/server.pem": "x",
    "config/secrets.yaml": "x",
    "src/secrets.rs": "x",
    "src/key.rs": "x",
  });

  expect(await pathsIn(root)).toEqual([".env.example", "src/key.rs", "src/secrets.rs"]);
});

test("follows no links: neither loops nor files and folders outside", async () => {
  const outside = await makeWorkspace({ "private.txt": "outside", "deep/more.txt": "outside" });
  const { root } = await makeWorkspace({
    "src/main.rs": "x",
    "src/loop": { linkTo: ".." },
    self: { linkTo: "self" },
    dangling: { linkTo: "nowhere" },
    "leak.txt": { linkTo: join(outside.root, "private.txt") },
    leak: { linkTo: outside.root },
    ".gitignore": { linkTo: join(outside.root, "private.txt") },
  });

  expect(await pathsIn(root)).toEqual(["src/main.rs"]);
});

test("accepts a workspace that is itself reached through a link", async () => {
  const real = await makeWorkspace({ "a.txt": "x" });
  const { root } = await makeWorkspace({ link: { linkTo: real.root } });

  expect(await pathsIn(join(root, "link"))).toEqual(["a.txt"]);
});

test("keeps shallow files and says so when there are more files than the limit", async () => {
  const { root } = await makeWorkspace({
    "aaa/data/1.txt": "x",
    "aaa/data/2.txt": "x",
    "zzz.txt": "x",
    "src/main.rs": "x",
  });

  const { files, notes } = await listFiles(root, { limits: { ...LIMITS, maxFiles: 2 } });

  expect(files.map(({ path }) => path)).toEqual(["src/main.rs", "zzz.txt"]);
  expect(notes).toEqual(["Only the first 2 files are included, shallow folders first."]);
});

test("keeps within the limit of bytes and says so", async () => {
  const { root } = await makeWorkspace({ "a.txt": "a".repeat(60), "b.txt": "b".repeat(60) });

  const { files, notes } = await listFiles(root, { limits: { ...LIMITS, maxTotalBytes: 100 } });

  expect(files.map(({ path }) => path)).toEqual(["a.txt"]);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^Only the first 0 MB of text/u);
});

test("gives up on a folder with far more entries than files it may list", async () => {
  const pictures = Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`img/${at}.png`, "x"]));
  const { root } = await makeWorkspace({ "a.txt": "x", ...pictures });

  const { files, notes } = await listFiles(root, { limits: { ...LIMITS, maxFiles: 2 } });

  expect(files.map(({ path }) => path)).toEqual(["a.txt"]);
  expect(notes).toEqual(["The folder holds too many files to look at; deep folders are left out."]);
});

test("says why when the folder is missing or not a folder", async () => {
  const { root } = await makeWorkspace({ "a.txt": "x" });

  const missing = await listFiles(join(root, "nowhere"), { limits: LIMITS });
  const file = await listFiles(join(root, "a.txt"), { limits: LIMITS });

  expect(missing).toMatchObject({ files: [], problem: "The workspace folder does not exist." });
  expect(file).toMatchObject({ files: [], problem: "The path of the workspace is a file, not a folder." });
});

test("does not open files again that the caller knows to be text", async () => {
  const { root } = await makeWorkspace({ blob: Uint8Array.from([0, 1, 2]), other: Uint8Array.from([0]) });

  expect(await pathsIn(root, { isKnownText: ({ path }) => path === "blob" })).toEqual(["blob"]);
});
