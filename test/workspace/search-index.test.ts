import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkspaceSearch, type SearchLimits } from "../../src/workspace/search-index.ts";
import type { Passage } from "../../src/workspace/workspace-search.ts";
import { makeWorkspace } from "./make-workspace.ts";

const POOL = `//! Memory pools.

use crate::block::Block;

/// Hands out blocks of one size.
pub struct HybridMemoryPool {
    free_blocks: Vec<Block>,
}

impl HybridMemoryPool {
    /// Takes a block, growing the pool when it is exhausted.
    pub fn allocate_block(&mut self) -> Block {
        self.free_blocks.pop().unwrap_or_else(|| self.grow())
    }

    pub fn release_block(&mut self, block: Block) {
        self.free_blocks.push(block);
    }
}
`;

const FILES = {
  ".gitignore": "target/\n",
  "bitnet-core/src/memory/pool.rs": POOL,
  "bitnet-core/src/device.rs": "pub fn select_device(name: &str) -> Device {\n    Device::by_name(name)\n}\n",
  "bitnet-core/tests/pool_test.rs":
    "#[test]\nfn exhausted_pool_grows() {\n    let block = pool.allocate_block();\n}\n",
  "bitnet-cli/src/main.rs": 'fn main() {\n    println!("convert and chat");\n}\n',
  "docs/überblick.md": "# Überblick\n\nDie Quantisierung rechnet mit drei Werten.\n",
  "target/debug/pool.rs": POOL,
};

/** A clock that tests move by hand. */
function createHands(): { now: () => Date; forward: (ms: number) => void } {
  let ms = Date.parse("2025-01-01T00:00:00Z");
  return { now: () => new Date(ms), forward: (by) => (ms += by) };
}

function createSearch(root: string | undefined, limits: Partial<SearchLimits> = {}) {
  const hands = createHands();
  return { search: createWorkspaceSearch({ root, now: hands.now, limits }), forward: hands.forward };
}

function paths(passages: readonly Passage[]): string[] {
  return passages.map(({ path }) => path);
}

test("finds the passage that a request is about and shows its lines", async () => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);

  const found = await search.search("why does the memory pool not grow when it is exhausted?", 3);

  const [best] = found;
  expect(best?.path).toBe("bitnet-core/src/memory/pool.rs");
  const lines = POOL.split("\n").slice((best?.startLine ?? 0) - 1, best?.endLine);
  expect(best?.excerpt).toBe(lines.join("\n"));
  expect(best?.excerpt).toContain("growing the pool when it is exhausted");
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
});

test.each([
  ["allocateBlock", "bitnet-core/src/memory/pool.rs"],
  ["the hybrid-memory-pool", "bitnet-core/src/memory/pool.rs"],
  ["select device", "bitnet-core/src/device.rs"],
  ["bitnet-cli", "bitnet-cli/src/main.rs"],
  ["quantisierung überblick", "docs/überblick.md"],
  ["U\u0308BERBLICK", "docs/überblick.md"],
])("finds identifiers, paths and words in other spellings: %s", async (query, path) => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);

  expect(paths(await search.search(query, 3))[0]).toBe(path);
});

test("forgives a slip of the pen in a word that is nowhere in the workspace", async () => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);

  expect(paths(await search.search("alocate blok", 1))).toEqual(["bitnet-core/src/memory/pool.rs"]);
});

test("puts a file that the query names first, at the line it names", async () => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root, { excerptLines: 3 });

  const [byLine] = await search.search(
    "block allocation fails at /ci/build/bitnet-core/src/device.rs:2:5",
    3,
  );
  const [byName] = await search.search("allocate_block pool memory, see main.rs", 3);

  expect(byLine).toMatchObject({ path: "bitnet-core/src/device.rs", startLine: 1, endLine: 3 });
  expect(byName?.path).toBe("bitnet-cli/src/main.rs");
});

test("takes at most two passages of a file, and they do not overlap", async () => {
  const lines = Array.from({ length: 400 }, (_, at) => `quantize the weights of layer ${at}`);
  const { root } = await makeWorkspace({ "a.md": lines.join("\n"), "b.md": lines.slice(0, 50).join("\n") });
  const { search } = createSearch(root);

  const found = await search.search("quantize weights", 10);

  const first = found.filter(({ path }) => path === "a.md").toSorted((a, b) => a.startLine - b.startLine);
  expect(first).toHaveLength(2);
  expect(first[0]?.endLine).toBeLessThan(first[1]?.startLine ?? 0);
  expect(paths(found)).toContain("b.md");
});

test("takes one word in common out of many for chance", async () => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);

  expect(await search.search("invoice totals convert wrongly between currencies", 3)).toEqual([]);
});

test("answers the same for the same workspace and query", async () => {
  const { root } = await makeWorkspace(FILES);
  const query = "block pool allocate device main";

  const first = await createSearch(root).search.search(query, 5);
  const second = await createSearch(root).search.search(query, 5);

  expect(first.length).toBeGreaterThan(1);
  expect(second).toEqual(first);
});

test("sees changed, new and removed files when the view is due, and not before", async () => {
  const workspace = await makeWorkspace({ ...FILES, "old.md": "zeppelin hangar\n" });
  const { search, forward } = createSearch(workspace.root, { refreshEveryMs: 3_000 });
  expect(paths(await search.search("zeppelin", 3))).toEqual(["old.md"]);

  await workspace.remove("old.md");
  await workspace.write({ "new.md": "zeppelin\n", "bitnet-cli/src/main.rs": "fn main() { dirigible() }\n" });
  forward(2_999);
  const early = await search.search("dirigible", 3);
  forward(1);
  const zeppelins = await search.search("zeppelin", 3);
  const dirigibles = await search.search("dirigible", 3);
  const forgotten = await search.search("println convert chat", 3);

  expect(early).toEqual([]);
  expect(paths(zeppelins)).toEqual(["new.md"]);
  expect(paths(dirigibles)).toEqual(["bitnet-cli/src/main.rs"]);
  expect(forgotten).toEqual([]);
  expect((await search.state()).fileCount).toBe(Object.keys(FILES).length);
});

test("builds the index anew when most of the workspace changed, and keeps what did not", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`f${at}.md`, `walrus${at} tusk\n`]),
  );
  const workspace = await makeWorkspace(files);
  const { search, forward } = createSearch(workspace.root);
  await search.state();

  const changed = Object.fromEntries(
    Array.from({ length: 8 }, (_, at) => [`f${at}.md`, `narwhal${at} tusks\n`]),
  );
  await workspace.write(changed);
  forward(10_000);

  expect(paths(await search.search("narwhal3", 2))).toContain("f3.md");
  expect(paths(await search.search("walrus9", 1))).toEqual(["f9.md"]);
  expect(paths(await search.search("tusk", 20))).toHaveLength(10);
});

test("notices a change that keeps the size but not the time", async () => {
  const workspace = await makeWorkspace({ "a.md": "walrus\n", "b.md": "other\n", "c.md": "third\n" });
  const { search, forward } = createSearch(workspace.root);
  await search.state();

  await workspace.write({ "a.md": "donkey\n" });
  await utimes(join(workspace.root, "a.md"), new Date(1_000), new Date(1_000));
  forward(10_000);

  expect(paths(await search.search("donkey", 1))).toEqual(["a.md"]);
});

test("callers that come together share one build and get the same answer", async () => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);

  const answers = await Promise.all(Array.from({ length: 8 }, () => search.search("allocate block", 2)));

  expect(answers[0]).not.toEqual([]);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test("drops a hit whose file went away since the last look", async () => {
  const workspace = await makeWorkspace({ "a.md": "walrus tusk\n", "b.md": "walrus tusk\n" });
  const { search } = createSearch(workspace.root);
  await search.state();

  await workspace.remove("a.md");

  expect(paths(await search.search("walrus", 3))).toEqual(["b.md"]);
});

test("shows no credentials and nothing from behind a link that replaced a file", async () => {
  const outside = await makeWorkspace({ "private.md": "walrus outside\n" });
  const workspace = await makeWorkspace({
    "a.md": "walrus\npassword = 'tusk-tusk-tusk'\n",
    "b.md": "walrus\n",
  });
  const { search } = createSearch(workspace.root);
  const [first] = await search.search("walrus password", 1);

  await workspace.remove("b.md");
  await workspace.write({ "b.md": { linkTo: join(outside.root, "private.md") } });
  const found = await search.search("walrus", 5);

  expect(first?.excerpt).toBe("walrus\npassword = '[redacted]'");
  expect(paths(found)).toEqual(["a.md"]);
});

test("says why nothing is found: no folder configured, folder missing, limits reached", async () => {
  const { root } = await makeWorkspace(FILES);
  const none = createSearch(undefined).search;
  const missing = createSearch(join(root, "nowhere")).search;
  const small = createSearch(root, { maxPassages: 2 }).search;

  expect(await none.search("pool", 3)).toEqual([]);
  expect((await none.state()).problem).toMatch(/^No workspace is configured/u);
  expect(await missing.search("pool", 3)).toEqual([]);
  expect((await missing.state()).problem).toBe("The workspace folder does not exist.");
  expect((await small.state()).notes).toEqual(["The workspace is too large to search all of it."]);
});

test("recovers when a missing folder appears, and empties when it goes", async () => {
  const workspace = await makeWorkspace({ "sub/a.md": "walrus\n" });
  const { search, forward } = createSearch(join(workspace.root, "sub"));
  expect(await search.search("walrus", 1)).toHaveLength(1);

  await workspace.remove("sub");
  forward(10_000);
  const gone = await search.search("walrus", 1);
  await workspace.write({ "sub/b.md": "walrus\n" });
  forward(10_000);

  expect(gone).toEqual([]);
  expect(paths(await search.search("walrus", 1))).toEqual(["b.md"]);
  expect((await search.state()).problem).toBeUndefined();
});

test.each([
  ["nothing", ""],
  ["blanks and controls", " \u0000\u001b[31m\n\t "],
  ["only words of courtesy", "please could you help me with this"],
  ["marks", "*** ??? ((( \\ [ ^ $"],
  ["right-to-left text", "لماذا يفشل الاختبار"],
  ["half a surrogate pair", "\ud83d pool \udc00"],
  ["names of built-in properties", "constructor __proto__ toString hasOwnProperty"],
])("answers a query of %s without failing", async (_, query) => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);

  await expect(search.search(query, 3)).resolves.toBeInstanceOf(Array);
});

test("finds the subject of a request of 100,000 characters by its beginning", async () => {
  const { root } = await makeWorkspace(FILES);
  const { search } = createSearch(root);
  const log = Array.from({ length: 4_000 }, (_, at) => `noise${at} at frame ${at}`).join("\n");

  expect(paths(await search.search(`allocate_block hangs, log below\n${log}`, 1))).toEqual([
    "bitnet-core/src/memory/pool.rs",
  ]);
});

function sourceOf(at: number): string {
  const lines = Array.from(
    { length: 60 },
    (_, line) => `fn item_${at}_${line}(x: u32) -> u32 { x + ${line} }`,
  );
  return lines.join("\n");
}

test("indexes two thousand files", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, at) => [`crate${at % 20}/src/m${at}.rs`, sourceOf(at)]),
  );
  const { root } = await makeWorkspace(files);
  const { search } = createSearch(root);

  expect(paths(await search.search("item_1234_7", 1))).toEqual(["crate14/src/m1234.rs"]);
  expect((await search.state()).fileCount).toBe(2_000);
});

test("lets other work go on while it reads large files", async () => {
  const large = Array.from({ length: 13_000 }, (_, at) => `value ${at % 100} of the calibration table`).join(
    "\n",
  );
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const { root } = await makeWorkspace(Object.fromEntries(names.map((name) => [`${name}.md`, large])));
  const { search } = createSearch(root);
  let turns = 0;
  let running = true;
  const other = (): void => {
    turns += 1;
    if (running) setImmediate(other);
  };
  setImmediate(other);

  const { fileCount } = await search.state();

  running = false;
  expect(fileCount).toBe(8);
  expect(turns).toBeGreaterThan(120);
});
