import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findProgram } from "../../src/doctor/find-program.ts";
import { runProgram } from "../../src/doctor/run-program.ts";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function makeProgram(folder: string, name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\nexit 0\n");
  chmodSync(path, mode);
  return path;
}

test("takes the first program of that name on the path", async () => {
  const [first, second] = [makeFolder(), makeFolder()];
  makeProgram(first, "other");
  const path = makeProgram(second, "tool");

  const place = { searchPath: ["", first, second].join(delimiter), cwd: "/" };

  expect(await findProgram("tool", place)).toBe(path);
  expect(await findProgram("absent", place)).toBeUndefined();
});

test("passes over files that cannot be run, and folders", async () => {
  const folder = makeFolder();
  makeProgram(folder, "notes", 0o644);
  mkdirSync(join(folder, "tool"));

  expect(await findProgram("notes", { searchPath: folder, cwd: "/" })).toBeUndefined();
  expect(await findProgram("tool", { searchPath: folder, cwd: "/" })).toBeUndefined();
});

test("looks for a relative path where the command starts, not on the path", async () => {
  const folder = makeFolder();
  const path = makeProgram(folder, "check.sh");

  expect(await findProgram("./check.sh", { searchPath: "", cwd: folder })).toBe(path);
  expect(await findProgram("./check.sh", { searchPath: folder, cwd: "/" })).toBeUndefined();
});

test("runs a program and tells its output and status", async () => {
  const script = "console.log('out'); console.error('err'); process.exit(3)";

  expect(await runProgram(process.execPath, ["-e", script])).toEqual({
    code: 3,
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("says when there is no such program", async () => {
  expect(await runProgram("switchyard-no-such-program", [])).toBe("not_found");
});
