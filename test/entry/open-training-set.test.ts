import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBaseSet, openTrainingSet } from "../../src/entry/open-training-set.ts";
import { TRAINING_SET_FILE } from "../../src/router/heads/training-set-file.ts";
import { shipped } from "../orchestration/shipped.ts";

const project = { components: [] };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "training-set-"));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

async function copiedRequests(): Promise<string> {
  const agentDir = join(dir, "agent-config");
  for (const name of ["front-door.jsonl", "requests/debug.jsonl"])
    await cp(join("agent-config/routing", name), join(agentDir, "routing", name));
  return agentDir;
}

test("the shipped file holds what reading the shipped requests gives", async () => {
  const read = await openBaseSet(shipped, { agentDir: "agent-config", project });
  const places = { agentDir: "agent-config", project, shippedDir: "models/router", cacheDir: dir };
  const found = await openBaseSet(shipped, places);
  expect(found.key).toBe(read.key);
  expect(found.set).toEqual(read.set);
  // Had it been read anew, it would have been kept.
  expect(await readdir(dir)).toEqual([]);
});

test("keeps what it has read, and reads again once a line has changed", async () => {
  const places = { agentDir: await copiedRequests(), project, cacheDir: join(dir, "cache"), learned: [] };
  const first = await openTrainingSet(shipped, places);
  const kept = await readFile(join(dir, "cache", TRAINING_SET_FILE));
  expect(await openTrainingSet(shipped, places)).toEqual(first);

  const line = {
    text: "the lamp blinks twice and nobody knows why",
    primary: "debug",
    acceptable: [],
    support: [],
  };
  await appendFile(join(places.agentDir, "routing/requests/debug.jsonl"), `${JSON.stringify(line)}\n`);
  const second = await openTrainingSet(shipped, places);
  expect(second.examples.map(({ text }) => text)).toContain(line.text);
  expect(second.examples.length).toBe(first.examples.length + 1);
  expect(await readFile(join(dir, "cache", TRAINING_SET_FILE))).not.toEqual(kept);
});

test("what users taught is added to either", async () => {
  const places = { agentDir: await copiedRequests(), project, cacheDir: join(dir, "cache") };
  const label = { text: "the blue screen again", primary: "debug", acceptable: [], support: [] };
  const without = await openTrainingSet(shipped, { ...places, learned: [] });
  for (let time = 0; time < 2; time += 1) {
    const taught = await openTrainingSet(shipped, { ...places, learned: [label] });
    expect(taught.examples.slice(0, -1)).toEqual(without.examples);
    expect(taught.examples.at(-1)).toMatchObject({ text: label.text, kind: "local", primary: "debug" });
  }
});

test("a bad line is refused with its place, whatever was kept before", async () => {
  const places = { agentDir: await copiedRequests(), project, cacheDir: join(dir, "cache"), learned: [] };
  await openTrainingSet(shipped, places);
  await writeFile(
    join(places.agentDir, "routing/requests/debug.jsonl"),
    '{"text": "why", "primary": "nobody"}\n',
  );
  await expect(openTrainingSet(shipped, places)).rejects.toMatchObject({
    code: "router.bad_examples",
    message: expect.stringContaining("debug.jsonl"),
  });
});
