import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RULES_FOLDER } from "./rules/load-rule-files.ts";

const DEFINITIONS = /\.(?:md|ya?ml)$/iu;

/** Names what stands in the files of an agent folder and of its rules; undefined when one of them cannot be read. */
async function fingerprintOf(dir: string): Promise<string | undefined> {
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

/**
 * Says of an agent folder whether anything was edited since it was asked last, the first time since now; true when
 * that cannot be known. Takes a hundredth of the time of reading and checking the files, so ask before these are read:
 * an edit in between then counts as one more.
 */
export async function createEditFinder(dir: string): Promise<() => Promise<boolean>> {
  let seen = await fingerprintOf(dir);
  return async () => {
    const before = seen;
    seen = await fingerprintOf(dir);
    return seen === undefined || seen !== before;
  };
}
