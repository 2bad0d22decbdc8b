import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LocalExample } from "../../../src/router/learning/local-example.ts";
import type { RefitReport } from "../../../src/router/learning/refit-report.ts";
import { createRouterVersions } from "../../../src/router/learning/router-versions.ts";
import { aFolder } from "./data-folder.ts";
import { START_MS } from "./learning-kit.ts";

function anExample(text: string): LocalExample {
  return { text, agent: "debug", backers: ["ada"], at: "2031-03-03T09:00:00.000Z" };
}

function aReport(text: string, changes: Partial<RefitReport> = {}): RefitReport {
  return {
    outcome: "accepted",
    why: "It is no worse.",
    at: "2031-03-04T03:30:00.000Z",
    from: 0,
    labels: 3,
    examples: [anExample(text)],
    added: 1,
    removed: 0,
    leftOut: [],
    ...changes,
  };
}

function aModel(text: string) {
  return { name: `heads-${text}.bin`, bytes: Buffer.from(`model ${text}`) };
}

async function open(keep = 10) {
  const dir = join(await aFolder(), "versions");
  const versions = createRouterVersions({ dir, keep, now: () => START_MS });
  /** Keeps an accepted version and puts it in force. */
  async function accept(text: string): Promise<number> {
    const { version: from } = await versions.current();
    const version = await versions.keep({
      report: aReport(text, { from }),
      model: aModel(text),
    });
    await versions.use(version, { isHeld: false });
    return version;
  }
  return { dir, versions, accept };
}

test("begins with the shipped router", async () => {
  const { versions } = await open();

  expect(await versions.current()).toEqual({ version: 0, examples: [], problems: [] });
  expect(await versions.list()).toEqual([]);
  expect(await versions.previous()).toBe(0);
});

test("has the accepted version in force, with its examples and its model, for every process", async () => {
  const { dir, accept } = await open();

  expect(await accept("one")).toBe(1);

  const other = createRouterVersions({ dir, keep: 10, now: () => START_MS });
  expect(await other.current()).toEqual({
    version: 1,
    examples: [anExample("one")],
    model: aModel("one"),
    problems: [],
  });
  expect((await readdir(dir)).sort()).toEqual(["0001", "current.json"]);
});

test("is nobody else's to read", async () => {
  const { dir, accept } = await open();

  await accept("one");

  const modes = await Promise.all(
    [dir, join(dir, "0001"), join(dir, "0001", "examples.jsonl")].map(
      async (path) => (await stat(path)).mode & 0o077,
    ),
  );
  expect(modes).toEqual([0, 0, 0]);
});

test("lists what was kept, oldest first, and what is in force", async () => {
  const { versions, accept } = await open();
  await accept("one");
  await versions.keep({ report: aReport("two", { outcome: "rejected", why: "Five were lost." }) });

  expect(await versions.list()).toMatchObject([
    { version: 1, outcome: "accepted", examples: 1, isCurrent: true },
    { version: 2, outcome: "rejected", why: "Five were lost.", isCurrent: false },
  ]);
});

test("goes back to the version before, and from there on to the shipped one", async () => {
  const { versions, accept } = await open();
  await accept("one");
  await versions.keep({ report: aReport("bad", { outcome: "rejected" }) });
  await accept("three");

  expect(await versions.previous()).toBe(1);
  await versions.use(1, { isHeld: true });
  expect((await versions.current()).examples).toEqual([anExample("one")]);
  expect(await versions.isHeld()).toBe(true);
  expect(await versions.previous()).toBe(0);
  await versions.use(0, { isHeld: true });
  expect(await versions.current()).toMatchObject({ version: 0, examples: [] });
});

test.each([
  [9, "is not there"],
  [2, "was not accepted"],
  [3, "is broken"],
])("does not put version %i in force, which %s", async (version) => {
  const { dir, versions, accept } = await open();
  await accept("one");
  await versions.keep({ report: aReport("two", { outcome: "rejected" }) });
  await versions.keep({ report: aReport("three") });
  await writeFile(join(dir, "0003", "examples.jsonl"), "");

  await expect(versions.use(version, { isHeld: false })).rejects.toMatchObject({ code: "router.no_version" });
  expect((await versions.current()).version).toBe(1);
});

test("one that is not there is refused with those that are", async () => {
  const { versions, accept } = await open();
  await accept("one");
  await accept("two");

  await expect(versions.use(7, { isHeld: true })).rejects.toThrow(
    "There is no version 7 of the router. There is 1, 2 and 0, the shipped one.",
  );
});

const DAMAGES: readonly (readonly [string, (folder: string) => Promise<void>])[] = [
  ["model changed", async (folder) => writeFile(join(folder, "heads.bin"), "other")],
  ["model gone", async (folder) => rm(join(folder, "heads.bin"))],
  [
    "examples cut off",
    async (folder) => {
      const file = join(folder, "examples.jsonl");
      await writeFile(file, (await readFile(file)).subarray(0, 10));
    },
  ],
  ["report not JSON", async (folder) => writeFile(join(folder, "report.json"), "{")],
  ["report of something else", async (folder) => writeFile(join(folder, "report.json"), "{}")],
  ["folder gone", async (folder) => rm(folder, { recursive: true })],
];

test.each(DAMAGES)("falls back to the version before with its %s", async (_what, damage) => {
  const { dir, versions, accept } = await open();
  await accept("one");
  await accept("two");

  await damage(join(dir, "0002"));

  const { version, examples } = await versions.current();
  expect({ version, examples }).toEqual({ version: 1, examples: [anExample("one")] });
});

test("says why it fell back, and falls back to the shipped router at last", async () => {
  const { dir, versions, accept } = await open();
  await accept("one");
  await accept("two");
  for (const name of ["0001", "0002"]) await writeFile(join(dir, name, "heads.bin"), "");

  const { version, problems } = await versions.current();

  expect(version).toBe(0);
  expect(problems).toEqual([
    expect.stringMatching(/^Version 2 .*heads\.bin was changed/u),
    expect.stringMatching(/^Version 1 .*heads\.bin was changed/u),
  ]);
  expect((await versions.list()).map(({ broken }) => broken)).toEqual([
    "heads.bin was changed",
    "heads.bin was changed",
  ]);
});

test("takes the newest accepted version when nothing readable says which is in force", async () => {
  const { dir, versions, accept } = await open();
  await accept("one");
  await accept("two");
  await versions.keep({ report: aReport("three", { outcome: "rejected" }) });

  await writeFile(join(dir, "current.json"), "not json");

  expect(await versions.current()).toMatchObject({
    version: 2,
    problems: [expect.stringContaining("current.json")],
  });
});

test("gives two refits at the same moment a number each", async () => {
  const { versions } = await open();

  const numbers = await Promise.all(
    ["a", "b", "c", "d"].map(async (text) => versions.keep({ report: aReport(text) })),
  );

  expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  const kept = await Promise.all(numbers.map(async (number) => versions.examplesOf(number)));
  expect(kept.flat().map(({ text }) => text)).toEqual(["a", "b", "c", "d"]);
});

test("drops the oldest beyond the limit, but never the one in force", async () => {
  const { versions, accept } = await open(2);
  await accept("one");

  for (const text of ["two", "three", "four"])
    await versions.keep({ report: aReport(text, { outcome: "rejected" }) });

  expect((await versions.list()).map(({ version }) => version)).toEqual([1, 3, 4]);
});
