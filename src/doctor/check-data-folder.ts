import { mkdtemp, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { whyUnreadable } from "../files/why-unreadable.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

const NAME = "data folder";
const MEBIBYTE = 1024 * 1024;
/** The append-only file of the private Redis is rewritten beside the old one, so it needs room twice. */
const MIN_FREE_BYTES = 512 * MEBIBYTE;

/** The folder itself, or the nearest one above it that exists. */
async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).then(
    () => true,
    () => false,
  );
  const parent = dirname(path);
  return found || parent === path ? path : nearestExisting(parent);
}

/** Writes and removes a file: permissions alone do not tell about full or read-only disks. */
async function tryWriting(folder: string): Promise<void> {
  const probe = await mkdtemp(join(folder, "doctor-"));
  try {
    await writeFile(join(probe, "probe"), "switchyard");
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

async function inspect(dataDir: string): Promise<DoctorLine> {
  const remedy = "Make it writable, or set SWITCHYARD_DATA to another folder.";
  const folder = await nearestExisting(dataDir);
  try {
    await tryWriting(folder);
  } catch (error) {
    return {
      name: NAME,
      verdict: "problem",
      message: `${dataDir} cannot be written: ${whyUnreadable(error)}.`,
      remedy,
    };
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < MIN_FREE_BYTES) {
    const free = `${Math.floor((bavail * bsize) / MEBIBYTE)} MiB`;
    const message = `Only ${free} are free for ${dataDir}.`;
    return {
      name: NAME,
      verdict: "warning",
      message,
      remedy: "Make room, or set SWITCHYARD_DATA to another disk.",
    };
  }
  const message =
    folder === dataDir ? `${dataDir} is writable.` : `${dataDir} will be made by the first start.`;
  return { name: NAME, verdict: "ok", message };
}

/** Whether the private Redis, worktrees and logs have a place. Leaves nothing behind. */
export function checkDataFolder(dataDir: string): DoctorCheck {
  return { name: NAME, run: async () => [await inspect(dataDir)] };
}
