import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSettings } from "../../src/entry/open-settings.ts";

async function aFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-settings-"));
  onTestFinished(async () => rm(dir, { recursive: true, force: true }));
  return dir;
}

test("the data folder is made with those above it, and nothing is left in it", async () => {
  const cwd = await aFolder();

  const { dataDir } = openSettings({ cwd, source: { SWITCHYARD_DATA: "a/b" } });

  expect(dataDir).toBe(join(cwd, "a", "b"));
  expect(await readdir(dataDir)).toEqual([]);
});

test.each(["file", "file/below"])("one that is %s is refused with its path and what to do", async (name) => {
  const cwd = await aFolder();
  await writeFile(join(cwd, "file"), "");

  const open = () => openSettings({ cwd, source: { SWITCHYARD_DATA: name } });

  expect(open).toThrow(expect.objectContaining({ code: "config.data_dir" }) as Error);
  expect(open).toThrow(`The data folder ${join(cwd, name)} cannot be made: `);
  expect(open).not.toThrow(/E[A-Z]{4}/u);
  expect(open).toThrow("SWITCHYARD_DATA");
});

test.runIf(existsSync("/proc/self"))("one that no system makes is refused at once", async () => {
  const cwd = await aFolder();

  expect(() => openSettings({ cwd, source: { SWITCHYARD_DATA: "/proc/x/y" } })).toThrow(
    "/proc/x/y cannot be made: the system takes no folders there.",
  );
});
