import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readScenario } from "../../src/simulate/read-scenario.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-scenario-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("a file that is not there is named, in words", async () => {
  await expect(readScenario("nope.yaml")).rejects.toThrow(
    "The scenario nope.yaml cannot be read: there is no such file or folder.",
  );
});

test("reads a scenario with its defaults", async () => {
  const file = join(folder, "s.yaml");
  await writeFile(file, "title: T\nsteps:\n  - { wait: P1D }\n");

  expect(await readScenario(file)).toEqual({
    title: "T",
    starts: "2031-03-03",
    tick: "PT30M",
    workspace: {},
    config: {},
    steps: [{ wait: "P1D" }],
  });
});

test("says that there is no such file", async () => {
  await expect(readScenario(join(folder, "gone.yaml"))).rejects.toMatchObject({
    code: "simulate.no_scenario",
  });
});

test("lists every problem with its line", async () => {
  const file = join(folder, "s.yaml");
  await writeFile(file, "titel: T\nsteps:\n  - { wait: soon }\n  - { sya: {} }\n");

  const error = await readScenario(file).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: "simulate.bad_scenario" });
  expect(String(error)).toMatch(/s\.yaml:1 [\s\S]*s\.yaml:3 [\s\S]*s\.yaml:4 /u);
});
