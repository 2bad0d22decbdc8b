import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

function kindOf(path: string): "folder" | "other" | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? "folder" : "other";
}

/**
 * Makes a folder and those above it that are missing, one by one: the recursive `mkdir` of Node tries for ever below
 * `/proc` and the like. Throws what the system says about the first that cannot be made.
 */
export function makeFolder(path: string, mode?: number): void {
  if (kindOf(path) === "folder") return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, mode === undefined ? {} : { mode });
  } catch (error) {
    // Another process may have been first.
    if (kindOf(path) !== "folder") throw error;
  }
}
