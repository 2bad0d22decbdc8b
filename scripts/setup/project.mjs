import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, whatever the current folder is. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function inProject(...parts) {
  return join(projectFolder, ...parts);
}

/** The parsed file, or undefined when there is none or it is no JSON. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
