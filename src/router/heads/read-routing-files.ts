import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Problem } from "../../config/problem.ts";
import { messageOf } from "../../errors.ts";
import { findRequestFolders } from "../request-folders.ts";

export interface RoutingFile {
  /** Path, for messages. */
  readonly file: string;
  /** Folder below `routing/`, if any, and file: the same on every machine. */
  readonly name: string;
  readonly content: string;
}

/** The files of training lines below `agent-config/routing`, unread but for their bytes. */
export interface RoutingFiles {
  readonly requests: readonly RoutingFile[];
  readonly frontDoor: readonly RoutingFile[];
  /** Files that are there and cannot be read. */
  readonly problems: readonly Problem[];
}

interface ReadFolder {
  readonly read: readonly RoutingFile[];
  readonly problems: readonly Problem[];
}

/**
 * Reads `requests/<agent>.jsonl`, further writing batches in `requests-2` and so on, and `front-door*.jsonl`, each in
 * the order of names. Never rejects.
 */
export async function readRoutingFiles(dir: string): Promise<RoutingFiles> {
  const batches = await findRequestFolders(dir);
  const [doors, ...parts] = await Promise.all([
    readFolder(dir, "", /^front-door.*\.jsonl$/u),
    ...batches.map(async (folder) => readFolder(folder, `${basename(folder)}/`, /^[^.].*\.jsonl$/u)),
  ]);
  return {
    requests: parts.flatMap(({ read }) => read),
    frontDoor: doors.read,
    problems: [...parts.flatMap(({ problems }) => problems), ...doors.problems],
  };
}

/** A folder that is not there holds nothing: a team may well have no requests of its own yet. */
async function readFolder(dir: string, prefix: string, pattern: RegExp): Promise<ReadFolder> {
  const names = await readdir(dir).catch(() => []);
  const read: RoutingFile[] = [];
  const problems: Problem[] = [];
  for (const name of names.filter((each) => pattern.test(each)).sort()) {
    const file = join(dir, name);
    try {
      read.push({ file, name: `${prefix}${name}`, content: await readFile(file, "utf8") });
    } catch (error) {
      problems.push({ file, key: "", message: `cannot be read: ${messageOf(error)}.` });
    }
  }
  return { read, problems };
}
