import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { collectSettings, readSettings } from "../../src/config/settings.ts";
import type { Settings } from "../../src/config/settings.ts";
import { checkAgentFiles } from "../../src/doctor/check-agents.ts";
import { checkConfiguration } from "../../src/doctor/check-configuration.ts";
import { checkDataFolder } from "../../src/doctor/check-data-folder.ts";
import { checkGpu } from "../../src/doctor/check-gpu.ts";
import { checkNode } from "../../src/doctor/check-node.ts";
import { checkPlatforms } from "../../src/doctor/check-platforms.ts";
import { checkRedisServer } from "../../src/doctor/check-redis-server.ts";
import { checkRouterModel } from "../../src/doctor/check-router-model.ts";
import { checkWorkspace } from "../../src/doctor/check-workspace.ts";
import type { DoctorCheck } from "../../src/doctor/doctor.ts";
import { BotError } from "../../src/errors.ts";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function makeSettings(config: string): Settings {
  const cwd = makeFolder();
  writeFileSync(join(cwd, "switchyard.yaml"), config);
  return readSettings({ cwd, source: {} });
}

async function verdictsOf(check: DoctorCheck): Promise<string[]> {
  return (await check.run()).map(({ name, verdict }) => `${name} ${verdict}`);
}

test.each([
  ["v20.19.0", "ok"],
  ["v22.1.0", "ok"],
  ["v20.18.9", "problem"],
  ["v18.20.0", "problem"],
])("judges Node %s as %s", async (version, verdict) => {
  expect(await verdictsOf(checkNode(version))).toEqual([`node ${verdict}`]);
});

test("gives each configuration problem a line with its remedy apart", async () => {
  const settings = collectSettings({
    cwd: makeFolder(),
    source: { SWITCHYARD_LGO: "x", SWITCHYARD_CONFIG: "absent" },
  });

  expect(await checkConfiguration(settings).run()).toEqual([
    {
      name: "configuration",
      verdict: "problem",
      message: "environment SWITCHYARD_LGO: is not a known variable.",
      remedy: 'Did you mean "SWITCHYARD_LOG"?',
    },
    {
      name: "configuration",
      verdict: "problem",
      message: "absent: does not exist.",
      remedy: "Correct SWITCHYARD_CONFIG, or copy switchyard.example.yaml there.",
    },
  ]);
});

test("is content with the built-in defaults, and says how to leave them", async () => {
  const [line] = await checkConfiguration(collectSettings({ cwd: makeFolder(), source: {} })).run();

  expect(line).toMatchObject({
    verdict: "ok",
    remedy: expect.stringContaining("switchyard.example.yaml") as string,
  });
});

test("tells which platforms are on and warns of names that nothing reads", async () => {
  const settings = readSettings({
    cwd: makeFolder(),
    source: { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" },
  });
  const check = checkPlatforms(settings, [{ name: "DISCORD_TOKN", meant: "DISCORD_TOKEN" }]);

  expect(await verdictsOf(check)).toEqual(["slack ok", "discord off", "environment warning"]);
});

test.each([
  [{}, "", undefined],
  [{}, "routing: { tieBreak: { enabled: true } }", "tie-break warning"],
  [{ SWITCHYARD_MODEL: "openai:x" }, "", undefined],
  [{ SWITCHYARD_MODEL: "openai:x" }, "routing: { tieBreak: { enabled: true } }", "tie-break ok"],
])("tells whether ties can be broken: %j with %j is %s", async (source, config, verdict) => {
  const { config: parsed } = makeSettings(config);
  const { env } = readSettings({ cwd: makeFolder(), source });

  const verdicts = await verdictsOf(checkPlatforms({ env, config: parsed }, []));

  expect(verdicts.find((each) => each.startsWith("tie-break"))).toBe(verdict);
});

test("finds a workspace in order", async () => {
  const settings = makeSettings(
    "workspace: { roadmap: TODO.md, paths: { source: [src] }, commands: { test: cargo test } }",
  );
  mkdirSync(join(settings.workspacePath, ".git"));
  mkdirSync(join(settings.workspacePath, "src"));
  writeFileSync(join(settings.workspacePath, "TODO.md"), "");

  const check = checkWorkspace({ settings, findProgram: async () => Promise.resolve("/bin/cargo") });

  expect(await verdictsOf(check)).toEqual(["workspace ok", "commands ok"]);
});

test("names the paths that are not there and the programs that are not installed", async () => {
  const settings = makeSettings(
    "workspace: { roadmap: TODO.md, paths: { docs: [docs] }, commands: { test: cargo test && ./run.sh, lint: npm x } }",
  );
  const check = checkWorkspace({
    settings,
    findProgram: async (program) => Promise.resolve(program === "npm" ? "/bin/npm" : undefined),
  });

  const messages = (await check.run()).map(({ verdict, message }) => `${verdict}: ${message}`);

  expect(messages).toEqual([
    `warning: ${settings.workspacePath} is not the root of a Git repository.`,
    "warning: workspace.paths.docs: docs is not in the workspace.",
    "warning: workspace.roadmap: TODO.md is not in the workspace.",
    "warning: workspace.commands.test: cargo is not found.",
    "warning: workspace.commands.test: ./run.sh is not found.",
  ]);
});

test("makes a workspace that cannot be read the one problem", async () => {
  const settings = makeSettings(
    "workspace: { path: nowhere, roadmap: TODO.md, commands: { test: cargo test } }",
  );
  const check = checkWorkspace({ settings, findProgram: async () => Promise.resolve(undefined) });

  expect(await verdictsOf(check)).toEqual(["workspace problem"]);
});

test("takes the number of agents, their errors and their warnings", async () => {
  const problem = { file: "agent-config/debug.md", key: "hooks", message: "is wrong." };
  const check = checkAgentFiles(async () =>
    Promise.resolve({ count: 2, problems: [problem, { ...problem, severity: "warning", line: 3 }] }),
  );

  expect(await checkAgentFiles(async () => Promise.resolve({ count: 26, problems: [] })).run()).toEqual([
    { name: "agents", verdict: "ok", message: "26 agents are in order." },
  ]);
  expect(await check.run()).toEqual([
    { name: "agents", verdict: "problem", message: "agent-config/debug.md hooks: is wrong." },
    { name: "agents", verdict: "warning", message: "agent-config/debug.md:3 hooks: is wrong." },
  ]);
});

const unsafe = { message: "It evicts.", remedy: "Do not.", weight: "refuse" as const };

test.each([
  [false, "redis problem"],
  [true, "redis warning"],
])("judges an unsafe Redis with allowUnsafe %s as %s", async (allowUnsafe, verdict) => {
  const check = checkRedisServer({
    where: "redis://h",
    allowUnsafe,
    inspect: async () => Promise.resolve([unsafe]),
  });

  expect(await verdictsOf(check)).toEqual([verdict]);
});

test("finds a good Redis in order and takes a finding without weight to refuse as a warning", async () => {
  const options = { where: "redis://h", allowUnsafe: false };
  const findings = [{ ...unsafe, weight: "warn" as const }];

  expect(
    await verdictsOf(checkRedisServer({ ...options, inspect: async () => Promise.resolve([]) })),
  ).toEqual(["redis ok"]);
  expect(
    await verdictsOf(checkRedisServer({ ...options, inspect: async () => Promise.resolve(findings) })),
  ).toEqual(["redis warning"]);
});

async function reject(): Promise<never> {
  return Promise.reject(new BotError("redis.unreachable", "Redis is away."));
}

test("tells why Redis cannot be reached in the words of the store", async () => {
  expect(await checkRedisServer({ where: "x", allowUnsafe: true, inspect: reject }).run()).toEqual([
    { name: "redis", verdict: "problem", message: "Redis is away." },
  ]);
});

test("lists each GPU, and is off without nvidia-smi", async () => {
  const stdout = [
    "0, GPU-a, NVIDIA H200, 143771, 512, 7, 570.1",
    "1, GPU-b, NVIDIA H200, 143771, 0, [N/A], 570.1",
  ].join("\n");
  const lines = await checkGpu(async () => Promise.resolve({ code: 0, stdout, stderr: "" })).run();

  expect(lines.map(({ message }) => message)).toEqual([
    "NVIDIA H200, 512 of 143771 MiB in use, 7 % busy, driver 570.1.",
    "NVIDIA H200, 0 of 143771 MiB in use, driver 570.1.",
  ]);
  expect(await verdictsOf(checkGpu(async () => Promise.resolve("not_found")))).toEqual(["gpu off"]);
});

test("warns of a GPU driver that does not work", async () => {
  const failing = checkGpu(async () =>
    Promise.resolve({ code: 9, stdout: "NVIDIA-SMI has failed\n", stderr: "" }),
  );
  const stuck = checkGpu(async () => Promise.reject(new Error("timed out")));

  expect(await failing.run()).toMatchObject([
    { verdict: "warning", message: expect.stringContaining("has failed") as string },
  ]);
  expect(await verdictsOf(stuck)).toEqual(["gpu warning"]);
});

test("tries the data folder and leaves nothing behind", async () => {
  const folder = makeFolder();

  expect(await verdictsOf(checkDataFolder(folder))).toEqual(["data folder ok"]);
  expect(readdirSync(folder)).toEqual([]);
});

test("does not make a data folder that is not there yet", async () => {
  const folder = makeFolder();

  expect(await verdictsOf(checkDataFolder(join(folder, "a", "b")))).toEqual(["data folder ok"]);
  expect(readdirSync(folder)).toEqual([]);
});

test("reports a data folder that is a file", async () => {
  const file = join(makeFolder(), "data");
  writeFileSync(file, "");

  expect(await verdictsOf(checkDataFolder(file))).toEqual(["data folder problem"]);
  expect(await verdictsOf(checkDataFolder(join(file, "below")))).toEqual(["data folder problem"]);
});

const model = { id: "0123456789abcdef", provider: "cpu", fallback: undefined, loadMs: 211.6 };

test("names the router's model, where it computes and how long it took to load", async () => {
  const check = checkRouterModel({ isWanted: true, load: async () => Promise.resolve(model) });

  expect(await check.run()).toEqual([
    { name: "router model", verdict: "ok", message: "Whole, 0123456789ab on cpu, loaded in 212 ms." },
  ]);
});

test("warns when the router's model computes elsewhere than it should", async () => {
  const fallen = { ...model, fallback: "webgpu cannot be used: no adapter" };
  const [line] = await checkRouterModel({ isWanted: true, load: async () => Promise.resolve(fallen) }).run();

  expect(line).toMatchObject({
    verdict: "warning",
    message: expect.stringContaining("no adapter.") as string,
  });
  expect(line?.remedy).toContain("router.encoder.provider");
});

test("says why the linear router takes over, and lets nobody's defect pass for that", async () => {
  const missing = new BotError("router.model_missing", "models/router cannot be read. Install it.");
  const check = checkRouterModel({ isWanted: true, load: async () => Promise.reject(missing) });
  const broken = checkRouterModel({ isWanted: true, load: async () => Promise.reject(new Error("defect")) });

  expect(await check.run()).toEqual([
    {
      name: "router model",
      verdict: "warning",
      message: "The linear router takes over: models/router cannot be read. Install it.",
    },
  ]);
  await expect(broken.run()).rejects.toThrow("defect");
});

test("loads no model for the linear router", async () => {
  const load = async () => Promise.reject(new Error("it was loaded"));

  expect(await verdictsOf(checkRouterModel({ isWanted: false, load }))).toEqual(["router model off"]);
});
