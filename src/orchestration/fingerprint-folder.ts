import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RULES_FOLDER } from "./rules/load-rule-files.ts";

const DEFINITIONS = /\.(?:md|ya?ml)$/iu;

/**
 * Names what stands in the files of an agent folder and of its rules, 64 hex digits: a hundredth of the time that
 * reading and checking them takes. Undefined when one of them cannot be read.
 */
export async function fingerprintFolder(dir: string): Promise<string | undefined> {
  try {
    const hash = createHash("sha256");
    for (const folder of [dir, join(dir, RULES_FOLDER)]) {
      const names = (await readdir(folder)).filter((name) => DEFINITIONS.test(name)).sort();
      const files = await Promise.all(names.map(async (name) => readFile(join(folder, name), "utf8")));
      hash.update(JSON.stringify([names, files]));
    }
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}
