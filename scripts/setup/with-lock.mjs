import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs a step while no other process does the same: two installs or builds at once would break each other. */
export async function withLock(path, step) {
  mkdirSync(dirname(path), { recursive: true });
  const ticket = `${path}.${process.pid}`;
  writeFileSync(ticket, String(process.pid));
  try {
    while (!taken(ticket, path)) await sleep(100);
  } finally {
    rmSync(ticket, { force: true });
  }
  try {
    return await step();
  } finally {
    rmSync(path, { force: true });
  }
}

// Two processes that find a dead owner at the same moment may both go on; the worst of it is work done twice.
function taken(ticket, path) {
  try {
    linkSync(ticket, path);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!ownerLives(path)) rmSync(path, { force: true });
    return false;
  }
}

function ownerLives(path) {
  try {
    process.kill(Number(readFileSync(path, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
