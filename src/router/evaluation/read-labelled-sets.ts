import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { formatProblem, type Problem } from "../../config/problem.ts";
import { BotError } from "../../errors.ts";
import { whyUnreadable } from "../../files/why-unreadable.ts";
import { parseLabelledSet, type LabelledRequest } from "../labelled-set.ts";

/** The labelled requests of one file. */
export interface NamedSet {
  readonly file: string;
  readonly items: readonly LabelledRequest[];
}

/**
 * Reads labelled sets: files as they are, folders as all `.jsonl` files in them by name. Throws `router.no_set` for
 * what cannot be read or is an empty folder, and `router.bad_set` with every bad line of all files.
 */
export async function readLabelledSets(
  paths: readonly string[],
  agentIds: readonly string[],
): Promise<readonly NamedSet[]> {
  const files = [...new Set((await Promise.all(paths.map(filesOf))).flat())];
  const sets: NamedSet[] = [];
  const bad: Problem[] = [];
  for (const file of files) {
    const { items, problems } = parseLabelledSet(await readOrThrow(file), { file, agentIds });
    sets.push({ file, items });
    bad.push(...problems);
  }
  if (bad.length > 0) {
    throw new BotError("router.bad_set", `The set cannot be used:\n${bad.map(formatProblem).join("\n")}`);
  }
  return sets;
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith(".jsonl")).sort();
  if (names.length === 0) throw new BotError("router.no_set", `${path} has no .jsonl file in it.`);
  return names.map((name) => join(path, name));
}

async function readOrThrow(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new BotError("router.no_set", `The set ${file} cannot be read: ${whyUnreadable(error)}.`, {
      cause: error,
    });
  }
}
