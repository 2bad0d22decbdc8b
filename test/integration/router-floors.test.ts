import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { commandLine } from "./command-line.ts";

const FLOORS = "agent-config/routing/floors.yaml";
const VALIDATION = "agent-config/routing/validation";

const Output = z.object({
  router: z.string(),
  items: z.number(),
  sets: z.array(z.object({ file: z.string(), items: z.number() })),
  baseline: z.object({ router: z.string() }),
  misses: z.array(z.string()),
});

/** The command as people and CI run it, with an empty data folder: nothing that was fitted before counts. */
async function evaluate(): Promise<{ exitCode: number; output: z.infer<typeof Output> }> {
  const data = await mkdtemp(join(tmpdir(), "switchyard-floors-"));
  const args = ["route", "eval", "--set", VALIDATION, "--baseline", "--floors", FLOORS, "--json"];
  const env = { PATH: process.env["PATH"] ?? "", SWITCHYARD_DATA: data, SWITCHYARD_ROUTER: "bitnet" };
  const result = await new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      commandLine(...args),
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ exitCode: error === null ? 0 : 1, stdout, stderr }),
    );
  });
  await rm(data, { recursive: true, force: true });
  if (result.stdout === "") throw new Error(result.stderr);
  return { exitCode: result.exitCode, output: Output.parse(JSON.parse(result.stdout)) };
}

test("both routers keep to their floors over every validation batch", async () => {
  const { exitCode, output } = await evaluate();

  expect(output.misses).toEqual([]);
  expect(exitCode).toBe(0);
  expect([output.router, output.baseline.router]).toEqual(["bitnet", "linear"]);
  expect(output.sets.length).toBeGreaterThanOrEqual(2);
  expect(output.items).toBe(output.sets.reduce((sum, { items }) => sum + items, 0));
});
