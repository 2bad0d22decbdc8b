import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commandLine } from "./command-line.ts";

const PATIENTLY = { timeout: 120_000, interval: 100 };

/** The real program with a console on a pipe, a private Redis and no worker, so that what is asked for waits. */
async function openConsole() {
  const home = await mkdtemp(join(tmpdir(), "switchyard-console-"));
  const config = join(home, "switchyard.yaml");
  await writeFile(config, "permissions:\n  configure: [everyone]\n");
  const server = process.env["SWITCHYARD_REDIS_SERVER"];
  const child = spawn(process.execPath, commandLine("start", "--no-worker"), {
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      SWITCHYARD_DATA: join(home, "data"),
      SWITCHYARD_CONFIG: config,
      COLUMNS: "400",
      ...(server === undefined ? {} : { SWITCHYARD_REDIS_SERVER: server }),
    },
  });
  let seen = "";
  child.stdout.on("data", (chunk: Buffer) => (seen += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (seen += chunk.toString("utf8")));
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin.end();
    child.kill("SIGTERM");
    await ended;
    await rm(home, { recursive: true, force: true });
  });
  /** Writes a line; what the console has shown since then, lines that wrap counted as one. */
  const say = (line: string): (() => string) => {
    const from = seen.length;
    child.stdin.write(`${line}\n`);
    return () => seen.slice(from).replace(/\s+/gu, " ");
  };
  return { say };
}

test("/set, /bump, /why and /agent change and explain a task that waits in the real program", async () => {
  const { say } = await openConsole();

  await expect.poll(say("find out why the allocator test hangs"), PATIENTLY).toMatch(/T1 is with debug/u);
  await expect.poll(say("find out why the loader test hangs"), PATIENTLY).toMatch(/T2 is with debug/u);
  await expect
    .poll(say("/set T2 security on"), PATIENTLY)
    .toMatch(/security_sensitive on, set by .*security_reviewer/u);
  await expect
    .poll(say("/bump T2 the customer waits"), PATIENTLY)
    .toMatch(/bumped by .*the customer waits.*priority (?:high|urgent)/u);
  await expect.poll(say("/status T2"), PATIENTLY).toMatch(/next in the queue/u);
  await expect
    .poll(say("/why T2"), PATIENTLY)
    .toMatch(/security_sensitive \(person: .* set it\).*Leader: debug leads by domain.*Bumped by/u);
  await expect.poll(say("/agent debug off for 2d"), PATIENTLY).toMatch(/away until/u);
  await expect
    .poll(say("find out why the parser test hangs"), PATIENTLY)
    .toMatch(/T3 is with code.*instead of debug, which is away/u);
});
