import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { collectSettings } from "../../src/config/settings.ts";
import type { EnvSource } from "../../src/config/env.ts";
import { runDoctor } from "../../src/doctor/run-doctor.ts";
import type { DoctorDeps } from "../../src/doctor/run-doctor.ts";

function makeDeps(source: EnvSource = {}): DoctorDeps {
  const cwd = mkdtempSync(join(tmpdir(), "switchyard-doctor-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  return {
    settings: collectSettings({ cwd, source }),
    nearMisses: [],
    nodeVersion: "v20.19.0",
    searchPath: "",
    runProgram: async () => Promise.resolve("not_found"),
    agents: async () => Promise.resolve({ count: 26, problems: [] }),
    redis: { where: ({ redis }) => redis.kind, inspect: async () => Promise.resolve([]) },
    router: async () => Promise.resolve([{ name: "router", verdict: "ok", message: "linear." }]),
  };
}

function verdicts(report: Awaited<ReturnType<typeof runDoctor>>): Record<string, string> {
  return Object.fromEntries(report.lines.map(({ name, verdict }) => [name, verdict]));
}

test("looks at everything on a machine without any configuration and finds no problem", async () => {
  const report = await runDoctor(makeDeps());

  expect(verdicts(report)).toEqual({
    node: "ok",
    configuration: "ok",
    slack: "off",
    discord: "off",
    workspace: "warning",
    commands: "off",
    "data folder": "ok",
    redis: "ok",
    router: "ok",
    agents: "ok",
    gpu: "off",
  });
  expect(report.exitCode).toBe(0);
});

test("checks what it can when the configuration is broken", async () => {
  const report = await runDoctor(makeDeps({ SWITCHYARD_LOG: "loud" }));

  expect(verdicts(report)).toMatchObject({
    configuration: "problem",
    redis: "off",
    router: "off",
    agents: "ok",
    gpu: "off",
  });
  expect(report.exitCode).toBe(1);
});

async function failing(): Promise<never> {
  return Promise.reject(new Error("broken"));
}

test("goes on when Redis, the router or the agents cannot be checked", async () => {
  const deps = makeDeps();

  const report = await runDoctor({
    ...deps,
    agents: failing,
    router: failing,
    redis: { ...deps.redis, inspect: failing },
  });

  expect(verdicts(report)).toMatchObject({
    agents: "problem",
    router: "problem",
    redis: "problem",
    gpu: "off",
  });
  expect(report.exitCode).toBe(1);
});

test("runs the checks of what is connected as well", async () => {
  const report = await runDoctor({
    ...makeDeps(),
    more: () => [
      {
        name: "scopes",
        run: async () => Promise.resolve([{ name: "scopes", verdict: "ok", message: "Fine." }]),
      },
    ],
  });

  expect(verdicts(report)).toMatchObject({ scopes: "ok" });
});
