import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createRunProcess } from "../../src/process/run-process.ts";
import { createWorktrees } from "../../src/worktrees/create-worktrees.ts";
import { createGit } from "../../src/worktrees/git.ts";
import { sweepWorktrees } from "../../src/worktrees/sweep-worktrees.ts";
import { withLease } from "../../src/worktrees/with-lease.ts";
import { placeId, worktreePlaces } from "../../src/worktrees/worktree-places.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { aTask } from "../store-contract/samples.ts";
import {
  fingerprint,
  git as gitIn,
  makeFolder,
  makeRepository,
  put,
  SUM_FILES,
} from "../tools/team-repository.ts";

const MINUTE_MS = 60_000;

function open(workspace = makeRepository(), store = createMemoryStore({ now: systemClock.now })) {
  const data = makeFolder();
  const places = worktreePlaces(data);
  const git = createGit({
    runProcess: createRunProcess({ clock: systemClock }),
    env: { PATH: process.env["PATH"] ?? "" },
    configFile: places.configFile,
  });
  const now = createTestClock(Date.now());
  const clock = { now: now.now, sleep: systemClock.sleep };
  let ids = 0;
  const worktrees = createWorktrees({
    store,
    clock,
    git,
    places,
    workspace,
    share: [],
    newId: () => `${data}-${(ids += 1)}`,
  });
  return {
    worktrees,
    places,
    git,
    store,
    workspace,
    clock: now,
    sweep: async (isNeeded = false) =>
      sweepWorktrees({
        worktrees,
        places,
        store,
        isNeeded: async () => isNeeded,
        clock,
        log: silentLogger,
        keepMs: 10 * MINUTE_MS,
        expireMs: 24 * 60 * MINUTE_MS,
        patchDays: 30,
      }),
  };
}

test("a worktree is made once, from what is checked out, and used again", async () => {
  const { worktrees, workspace } = open();
  const before = fingerprint(workspace);

  const [first, same] = await Promise.all([worktrees.open("T1"), worktrees.open("T1")]);
  writeFileSync(join(first.root, "mine.txt"), "mine\n");
  const later = await worktrees.open("T1");
  const other = await worktrees.open("T2");

  expect(same).toEqual(first);
  expect(readFileSync(join(later.root, "mine.txt"), "utf8")).toBe("mine\n");
  expect(existsSync(join(other.root, "mine.txt"))).toBe(false);
  expect(readFileSync(join(first.root, "README.md"), "utf8")).toContain("Adds numbers.");
  expect(fingerprint(workspace)).toEqual(before);
});

test("a workspace below the root of its repository stays that folder", async () => {
  const root = makeRepository({ "app/src/a.txt": "a\n", "b.txt": "b\n" });
  const { worktrees } = open(join(root, "app"));

  const worktree = await worktrees.open("T1");

  expect(worktree.root).toBe(join(worktree.path, "app/"));
  expect(readFileSync(join(worktree.root, "src/a.txt"), "utf8")).toBe("a\n");
});

test("a folder without a commit has no worktrees, and says so", async () => {
  const { worktrees } = open(makeFolder());

  expect(await worktrees.isRepository()).toBe(false);
  await expect(worktrees.open("T1")).rejects.toMatchObject({ code: "worktree.no_repository" });
});

test("whether the workspace is a repository is looked up again after a while", async () => {
  const workspace = makeFolder();
  const { worktrees, clock } = open(workspace);
  expect(await worktrees.isRepository()).toBe(false);
  put(workspace, { "a.txt": "a\n" });
  gitIn(workspace, "init", "--quiet");
  gitIn(workspace, "add", ".");
  gitIn(workspace, "commit", "--quiet", "-m", "first");

  clock.advance(MINUTE_MS);

  expect(await worktrees.isRepository()).toBe(true);
});

test("another data folder's worktree is not taken for an empty one", async () => {
  const one = open();
  await one.worktrees.open("T1");
  const two = open(one.workspace, one.store);

  expect(await two.worktrees.find("T1")).toBeUndefined();
  await expect(two.worktrees.open("T1")).rejects.toMatchObject({ code: "worktree.elsewhere" });
});

test("a worktree that was lost is made again from the same commit", async () => {
  const { worktrees, workspace } = open();
  const { path, base } = await worktrees.open("T1");
  rmSync(path, { recursive: true });
  put(workspace, { "src/sum.mjs": "changed\n" });
  gitIn(workspace, "commit", "--quiet", "--all", "-m", "Move on");

  const again = await worktrees.open("T1");

  expect(again.base).toBe(base);
  expect(readFileSync(join(again.root, "src/sum.mjs"), "utf8")).toBe(SUM_FILES["src/sum.mjs"]);
});

test("what a worktree says about its repository is not believed, and a repository in it runs nothing", async () => {
  const { worktrees, places } = open();
  const { root } = await worktrees.open("T1");
  const proof = join(places.folder, "owned");
  const evil = `[core]\n\tfsmonitor = touch ${proof}\n\thooksPath = ${root}/hooks\n[diff]\n\texternal = touch ${proof}\n`;
  put(root, {
    "nested/.git/config": `[core]\n\trepositoryformatversion = 0\n\tbare = false\n${evil}`,
    "nested/.git/HEAD": "ref: refs/heads/main\n",
    "nested/file.txt": "x\n",
    "hooks/post-index-change": `#!/bin/sh\ntouch ${proof}\n`,
    ".gitattributes": "* filter=evil diff=evil\n",
    "evil.git/config": evil,
  });
  mkdirSync(join(root, "nested/.git/objects"), { recursive: true });
  mkdirSync(join(root, "nested/.git/refs"), { recursive: true });
  rmSync(join(root, ".git"));
  writeFileSync(join(root, ".git"), `gitdir: ${join(root, "evil.git")}\n`);

  await worktrees.diff("T1").catch(() => "");
  await worktrees.snapshot("T1", "x\n").catch(() => undefined);

  expect(existsSync(proof)).toBe(false);
});

test("a worktree goes some time after its task has ended, its changes stay as a patch that fits", async () => {
  const { worktrees, store, sweep, clock, workspace } = open();
  const task = aTask("T1", { state: "running", updatedAt: new Date(clock.now()).toISOString() });
  await store.commit({ task });
  const { root, path } = await worktrees.open("T1");
  put(root, { "src/sum.mjs": "export const fixed = true;\n", "new.txt": "new\n" });

  clock.advance(11 * MINUTE_MS);
  expect(await sweep()).toEqual([]);
  await store.commit({
    task: { ...task, version: 2, state: "done", updatedAt: new Date(clock.now()).toISOString() },
  });
  expect(await sweep()).toEqual([]);
  clock.advance(11 * MINUTE_MS);
  expect(await sweep(true)).toEqual([]);
  const removed = await worktrees.remove("T1");

  expect(existsSync(path)).toBe(false);
  expect(await worktrees.list()).toEqual([]);
  const clone = join(makeFolder(), "clone");
  gitIn("/", "clone", "--quiet", workspace, clone);
  gitIn(clone, "apply", "--index", removed?.patch ?? "");
  expect(gitIn(clone, "status", "--porcelain")).toBe("A  new.txt\nM  src/sum.mjs\n");
});

test("a worktree of a task that nobody knows goes, and so does a folder without a record", async () => {
  const { worktrees, places, sweep } = open();
  await worktrees.open("T9");
  const orphan = places.tree("T8");
  mkdirSync(orphan, { recursive: true });
  utimesSync(orphan, 1_000, 1_000);

  expect(await sweep()).toEqual(["T9", "T8"]);
  expect(existsSync(orphan)).toBe(false);
});

test("one writer works at a time, and a dead one's place is free after half a minute", async () => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  let ids = 0;
  const deps = { store, clock, newId: () => `w${(ids += 1)}` };
  const seen: string[] = [];
  let finish = (): void => undefined;

  const first = withLease("tree", async () => new Promise<void>((resolve) => (finish = resolve)), deps);
  await clock.settle();
  const second = withLease("tree", async () => void seen.push("second"), deps);
  await clock.advance(MINUTE_MS);
  expect(seen).toEqual([]);
  finish();
  await clock.advance(1_000);
  await Promise.all([first, second]);
  expect(seen).toEqual(["second"]);

  const value = JSON.stringify({ holder: "dead", untilMs: clock.now() + 30_000 });
  await store.commit({ documents: [{ kind: "leases", id: "tree", value }] });
  const third = withLease("tree", async () => void seen.push("third"), deps);
  await clock.advance(31_000);
  await third;
  expect(seen).toEqual(["second", "third"]);
});

test("a data folder has one name, however many ask for it first", async () => {
  const places = worktreePlaces(makeFolder());

  const names = await Promise.all(Array.from({ length: 50 }, async () => placeId(places)));

  expect(new Set(names).size).toBe(1);
  expect(names[0]).toMatch(/^[0-9a-f]{16}$/u);
});
