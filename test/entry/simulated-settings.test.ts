import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { simulatedSettings } from "../../src/entry/simulated-settings.ts";
import { Scenario } from "../../src/simulate/scenario.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-simulated-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function scenario(more: object): Scenario {
  return Scenario.parse({ title: "T", steps: [{ wait: "P1D" }], ...more });
}

test("gives a scenario an installation of its own", async () => {
  const { settings } = await simulatedSettings(
    scenario({ workspace: { "src/a.rs": "fn a() {}" }, config: { workspace: { name: "bitnet" } } }),
    folder,
  );

  expect(settings).toMatchObject({
    dataDir: join(folder, "data"),
    workspacePath: join(folder, "workspace"),
    workspaceName: "bitnet",
    redis: { kind: "private", dataDir: join(folder, "data") },
  });
  expect(settings.http).toBeUndefined();
  expect(await readFile(join(folder, "workspace", "src", "a.rs"), "utf8")).toBe("fn a() {}");
});

test.each(["../a", "/etc/a", "src/../../a"])("writes no file to %s", async (path) => {
  await expect(simulatedSettings(scenario({ workspace: { [path]: "x" } }), folder)).rejects.toMatchObject({
    code: "simulate.bad_path",
  });
});

test("refuses a configuration that switchyard.yaml could not have", async () => {
  const broken = scenario({ config: { jobs: { attempts: -1 } } });

  await expect(simulatedSettings(broken, folder)).rejects.toMatchObject({ code: "config.invalid" });
});
