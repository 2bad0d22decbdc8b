import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { commandLine } from "./command-line.ts";

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-learning-cli-"));
  await mkdir(join(home, "work"));
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** Runs the real command line with a private Redis; the linear router is fitted in a second or two. */
async function switchyard(
  args: readonly string[],
  input = "",
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    SWITCHYARD_DATA: join(home, "data"),
    SWITCHYARD_WORKSPACE: join(home, "work"),
    SWITCHYARD_ROUTER: "linear",
    SWITCHYARD_LOG: "warn",
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      commandLine(...args),
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (/\n\s+at .+:\d+/u.test(stderr)) reject(new Error(stderr));
        else resolve({ exitCode: error === null ? 0 : Number(error.code), stdout });
      },
    );
    child.stdin?.end(input);
  });
}

const Best = z.object({
  primary: z.string().nullable(),
  alternatives: z.array(z.object({ agent: z.string() })),
});

const TEXT = "the zeppelin importer test fails, can you find out why?";
const SIMILAR = "please look at the zeppelin importer";

/** The agents that would get the two texts. */
async function bestAgents(): Promise<(string | undefined)[]> {
  const input = [TEXT, SIMILAR].map((text) => JSON.stringify({ text })).join("\n");
  const { stdout } = await switchyard(["route", "--jsonl"], input);
  const routes = stdout
    .trim()
    .split("\n")
    .map((line) => Best.parse(JSON.parse(line)));
  return routes.map(({ primary, alternatives }) => primary ?? alternatives[0]?.agent);
}

const RIGHT = "business_intelligence_specialist";

test("learns from corrections in the chat, and unlearns by a rollback", { timeout: 1_200_000 }, async () => {
  const before = await bestAgents();
  expect(before).not.toContain(RIGHT);

  const asked = await switchyard(["ask", TEXT, "--user", "ana"]);
  expect(asked.stdout).toContain("`wrong agent`");
  const corrected = await switchyard(["ask", `/wrong T1 ${RIGHT}`, "--user", "ana", "--json"]);
  expect(corrected.stdout).toContain(`goes to **${RIGHT}**`);
  // One person alone does not overrule a router that was sure; a second one does.
  const confirmed = await switchyard(["ask", "/right T1", "--user", "ben", "--json"]);
  expect(confirmed.stdout).toContain(`**${RIGHT}** is right for **T1**`);

  const refit = await switchyard(["route", "refit"]);
  expect(refit.stdout).toContain("Version 1 of the router is in force, after version 0.");
  expect(refit.exitCode).toBe(0);
  expect(await bestAgents()).toEqual([RIGHT, RIGHT]);

  const listed = await switchyard(["route", "versions", "--json"]);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    current: 1,
    isHeld: false,
    versions: [{ version: 1, outcome: "accepted", examples: 1, isCurrent: true }],
  });

  const back = await switchyard(["route", "rollback"]);
  expect(back.stdout).toContain("The shipped router is in force, after version 1.");
  expect(await bestAgents()).toEqual(before);

  const labels = await switchyard(["route", "labels", "--json"]);
  const ids = z.array(z.object({ id: z.string(), standing: z.string() })).parse(JSON.parse(labels.stdout));
  expect(ids.map(({ standing }) => standing)).toEqual(["counts", "counts"]);
  const forgotten = await switchyard(["route", "labels", "--forget", ...ids.map(({ id }) => id)]);
  expect(forgotten.stdout).toContain("Forgotten: 2");
});
