import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { collectSettings, readSettings } from "../../src/config/settings.ts";

function makeFolder(config?: string): string {
  const cwd = mkdtempSync(join(tmpdir(), "switchyard-settings-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  if (config !== undefined) writeFileSync(join(cwd, "switchyard.yaml"), config);
  return cwd;
}

test("works with nothing set and no file", () => {
  const cwd = makeFolder();

  const settings = readSettings({ cwd, source: {} });

  expect(settings).toMatchObject({
    dataDir: join(cwd, ".switchyard"),
    workspacePath: cwd,
    redis: { kind: "private", dataDir: join(cwd, ".switchyard") },
    routerKind: "bitnet",
    logLevel: "info",
  });
  expect(settings).not.toHaveProperty("configFile");
  expect(settings).not.toHaveProperty("http");
});

test("lets the environment override the file", () => {
  const cwd = makeFolder("workspace: { path: from-file }\nrouter: { kind: linear }\nlog: { level: warn }\n");

  const settings = readSettings({
    cwd,
    source: { SWITCHYARD_WORKSPACE: "from-env", SWITCHYARD_ROUTER: "bitnet", SWITCHYARD_LOG: "debug" },
  });

  expect(settings).toMatchObject({
    workspacePath: join(cwd, "from-env"),
    workspaceName: "from-env",
    routerKind: "bitnet",
    logLevel: "debug",
  });
});

test("takes the file's values where the environment says nothing", () => {
  const cwd = makeFolder(
    "workspace: { path: repo, name: BitNet }\nrouter: { kind: linear }\nlog: { level: warn }\n",
  );

  expect(readSettings({ cwd, source: {} })).toMatchObject({
    configFile: join(cwd, "switchyard.yaml"),
    workspacePath: join(cwd, "repo"),
    workspaceName: "BitNet",
    routerKind: "linear",
    logLevel: "warn",
  });
});

test("looks for the workspace from where the configuration file is", () => {
  const cwd = makeFolder();
  mkdirSync(join(cwd, "conf"));
  writeFileSync(join(cwd, "conf", "team.yaml"), "workspace: { path: ../repo }\n");

  const settings = readSettings({ cwd, source: { SWITCHYARD_CONFIG: "conf/team.yaml" } });

  expect(settings.workspacePath).toBe(join(cwd, "repo"));
});

test("understands the home folder's short name", () => {
  const settings = readSettings({
    cwd: makeFolder("workspace: { path: ~/repo }"),
    source: { SWITCHYARD_DATA: "~/data" },
  });

  expect(settings.workspacePath).toBe(join(homedir(), "repo"));
  expect(settings.dataDir).toBe(join(homedir(), "data"));
});

test("opens a port only when one is set, on the loopback unless told", () => {
  const cwd = makeFolder();

  expect(readSettings({ cwd, source: { SWITCHYARD_HTTP_PORT: "8080" } }).http).toEqual({
    host: "127.0.0.1",
    port: 8080,
  });
  expect(readSettings({ cwd, source: { SWITCHYARD_HTTP_HOST: "0.0.0.0" } }).http).toBeUndefined();
});

test("uses the given Redis, or hands the program for a private one on", () => {
  const cwd = makeFolder();

  expect(readSettings({ cwd, source: { REDIS_URL: "redis://h" } }).redis).toEqual({
    kind: "url",
    url: "redis://h",
  });
  expect(readSettings({ cwd, source: { SWITCHYARD_REDIS_SERVER: "/opt/redis" } }).redis).toMatchObject({
    kind: "private",
    redisServer: "/opt/redis",
  });
});

test("throws one error that lists the problems of environment and file, one a line", () => {
  const cwd = makeFolder("team: []\njobs: { attempts: 0 }\n");
  const read = (): unknown =>
    readSettings({ cwd, source: { SWITCHYARD_HTTP_PORT: "x", SWITCHYARD_ROUTR: "linear" } });

  expect(read).toThrow(BotError);
  expect(read).toThrow(
    expect.objectContaining({
      code: "config.invalid",
      retryable: false,
      message: [
        "The configuration has 4 problems:",
        "  environment SWITCHYARD_HTTP_PORT: is not a port. Use a number from 1 to 65535, or 0 for any free port.",
        '  environment SWITCHYARD_ROUTR: is not a known variable. Did you mean "SWITCHYARD_ROUTER"?',
        '  switchyard.yaml:1 team: is not a known key. Did you mean "teams"?',
        "  switchyard.yaml:2 jobs.attempts: is 0. Use at least 1.",
      ].join("\n"),
    }),
  );
});

test("reads the file that the environment names even when the environment has problems", () => {
  const cwd = makeFolder();
  const collected = collectSettings({
    cwd,
    source: { SWITCHYARD_LOG: "loud", SWITCHYARD_CONFIG: "absent.yaml" },
  });

  expect(collected.ok ? [] : collected.problems.map(({ file }) => file)).toEqual([
    "environment",
    "absent.yaml",
  ]);
});
