import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTrialFolder } from "../../src/entry/open-trial-folder.ts";
import { aFolder } from "../router/learning/data-folder.ts";

test("gives the model that a fit left, heads before a linear one, and none that was there", async () => {
  const trial = await openTrialFolder(await aFolder());
  const write = async (name: string) => writeFile(join(trial.dir, name), name);

  await trial.add({ name: "heads-00.bin", bytes: Buffer.from("known") });
  const first = await trial.fit(async () => {
    await write("linear-0a.bin");
    await write("heads-0b.bin");
    await write("embeddings-0c.bin");
    return 7;
  });
  const second = await trial.fit(async () => write("linear-0d.bin"));
  const third = await trial.fit(async () => undefined);

  expect(first).toEqual({ result: 7, model: { name: "heads-0b.bin", bytes: Buffer.from("heads-0b.bin") } });
  expect(second.model?.name).toBe("linear-0d.bin");
  expect(third.model).toBeUndefined();
});

test("clears away what an ended process left, not what another one is doing", async () => {
  const cacheDir = await aFolder();
  for (const name of [".trial-old", ".trial-new"]) await mkdir(join(cacheDir, name));
  await utimes(join(cacheDir, ".trial-old"), new Date(0), new Date(0));

  const trial = await openTrialFolder(cacheDir);
  await trial.close();

  expect(await readdir(cacheDir)).toEqual([".trial-new"]);
});

test("keeps trials apart from what is in use, but not the vectors", async () => {
  const cacheDir = await aFolder();
  await writeFile(join(cacheDir, "embeddings-0c.bin"), "known");
  await writeFile(join(cacheDir, "heads-0a.bin"), "in use");
  const trial = await openTrialFolder(cacheDir);
  expect(await readdir(trial.dir)).toEqual(["embeddings-0c.bin"]);
  await writeFile(join(trial.dir, "embeddings-0c.bin"), "known and more");
  await writeFile(join(trial.dir, "heads-0b.bin"), "on trial");

  await trial.close();

  expect((await readdir(cacheDir)).sort()).toEqual(["embeddings-0c.bin", "heads-0a.bin"]);
  expect(await readFile(join(cacheDir, "embeddings-0c.bin"), "utf8")).toBe("known and more");
});
