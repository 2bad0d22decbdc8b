import { readdir } from "node:fs/promises";
import { join } from "node:path";

const BATCH = /^requests(?:-\d+|-unseen)?$/u;

/** The folder whose requests no encoder is trained with: heads learn from them, and confidence is calibrated on them. */
export const UNSEEN_FOLDER = "requests-unseen";

/** The folders with training requests below `agent-config/routing`, one for each writing batch, oldest first. */
export async function findRequestFolders(routing: string): Promise<string[]> {
  const names = await readdir(routing).catch(() => []);
  return names
    .filter((name) => BATCH.test(name))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => join(routing, name));
}
