import { mkdtempSync, readFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createRunProcess } from "../../src/process/run-process.ts";
import type { ProcessSpec } from "../../src/process/run-process.ts";

const runProcess = createRunProcess({ clock: systemClock, graceMs: 100 });
const dir = mkdtempSync(join(tmpdir(), "run-process-"));

function node(script: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  const base = {
    cwd: dir,
    env: { PATH: process.env["PATH"] ?? "" },
    timeoutMs: 100_000,
    maxOutputBytes: 10_000,
  };
  return { argv: [process.execPath, "-e", script], ...base, ...more };
}

/** A zombie that nobody has buried yet is dead as well. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/u.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let turn = 0; turn < 3_000 && isAlive(pid); turn += 1) await systemClock.sleep(20);
  return !isAlive(pid);
}

test("gives input, exit code and both outputs", async () => {
  const script =
    'process.stdin.on("data", (d) => console.log("got " + d)); console.error("careful"); process.exitCode = 3;';

  const outcome = await runProcess(node(script, { stdin: "news" }));

  expect(outcome).toMatchObject({
    kind: "exited",
    code: 3,
    stdout: "got news\n",
    stderr: "careful\n",
    truncated: false,
  });
});

test("starts nothing with a shell", async () => {
  const outcome = await runProcess({ ...node(""), argv: ["echo", "$HOME && echo two"] });

  expect(outcome).toMatchObject({ kind: "exited", stdout: "$HOME && echo two\n" });
});

test("says why a program cannot be started", async () => {
  const missing = await runProcess({ ...node(""), argv: ["no-such-program-here"] });
  const empty = await runProcess({ ...node(""), argv: [] });

  expect(missing).toMatchObject({ kind: "not_started", reason: expect.stringContaining("ENOENT") });
  expect(empty).toMatchObject({ kind: "not_started" });
});

test("hands on no variable that it was not given", async () => {
  process.env["SECRET_OF_THE_PARENT"] = "s3cret";

  const outcome = await runProcess(node("console.log(Object.keys(process.env).join())"));

  delete process.env["SECRET_OF_THE_PARENT"];
  expect(outcome).toMatchObject({ kind: "exited" });
  expect(outcome).not.toMatchObject({ stdout: expect.stringContaining("SECRET") });
});

test("keeps the end of a long output", async () => {
  const outcome = await runProcess(
    node('console.log("x".repeat(100_000)); console.log("the end");', { maxOutputBytes: 50 }),
  );

  expect(outcome).toMatchObject({ kind: "exited", truncated: true });
  expect(outcome.kind === "exited" && outcome.stdout).toMatch(/^x{41}\n?the end\n$|^x+\nthe end\n$/u);
  expect(outcome.kind === "exited" && outcome.stdout.length).toBe(50);
});

test("ends the whole group of a program that runs too long, even one that will not listen", async () => {
  const grandchild = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);';
  const script = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" });
    process.on("SIGTERM", () => {});
    console.log(child.pid);
    setInterval(() => {}, 1000);`;

  // Longer where the machine is too busy for it to have said its number by then.
  let outcome = await runProcess(node(script, { timeoutMs: 1_500 }));
  for (const timeoutMs of [5_000, 25_000])
    if (outcome.kind === "timed_out" && outcome.stdout === "")
      outcome = await runProcess(node(script, { timeoutMs }));

  expect(outcome).toMatchObject({ kind: "timed_out", stdout: expect.stringMatching(/^\d+\n$/u) });
  expect(await gone(Number(outcome.kind === "timed_out" && outcome.stdout))).toBe(true);
});

test("ends what a finished program left in the background", async () => {
  const script = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    child.unref();
    console.log(child.pid);
    process.exit(0);`;

  const outcome = await runProcess(node(script));

  expect(outcome).toMatchObject({ kind: "exited", code: 0 });
  expect(await gone(Number(outcome.kind === "exited" && outcome.stdout))).toBe(true);
});

test("stops when its caller gives up", async () => {
  const stop = new AbortController();
  const running = runProcess(node("setInterval(() => {}, 1000)", { signal: stop.signal }));
  setTimeout(() => stop.abort(), 100);

  expect(await running).toMatchObject({ kind: "aborted" });
});
