import { constants } from "node:os";
import { spawn, spawnSync } from "node:child_process";
import { projectFolder } from "./project.mjs";

/** Whether a command exists and agrees to this call. */
export function succeeds(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** Runs a command quietly; `output` holds all that it said, for when it fails. */
export function runQuietly(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: projectFolder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  const output = result.error === undefined ? result.stdout + result.stderr : String(result.error.message);
  return { ok: result.status === 0, output: output.trim() };
}

/** Runs a command in our place: same input and output, our signals are its signals. Its exit code. */
export async function runInPlace(command, args, options = {}) {
  const child = spawn(command, args, { cwd: projectFolder, stdio: "inherit", ...options });
  const passOn = (signal) => child.kill(signal);
  process.on("SIGINT", stayAlive);
  process.on("SIGTERM", passOn);
  process.on("SIGHUP", passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
    });
  } finally {
    process.off("SIGINT", stayAlive);
    process.off("SIGTERM", passOn);
    process.off("SIGHUP", passOn);
  }
}

/** The terminal sends Ctrl-C to the child as well; we only must not end before it. Other signals reach just us. */
function stayAlive() {}
