import { basename, dirname, join } from "node:path";
import { formatProblem } from "../config/problem.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { watchFolder } from "../orchestration/watch-folder.ts";
import type { FolderWatch } from "../orchestration/watch-folder.ts";
import { readRoadmap, USUAL_NAMES } from "./read-roadmap.ts";
import type { Roadmap, RoadmapPlace } from "./read-roadmap.ts";

/** The roadmap in force. It is read, never written. */
export interface RoadmapBook {
  /** Undefined while the workspace has none. */
  current(): Roadmap | undefined;
  /** Reads the file again. */
  reload(): Promise<void>;
  /** Reads it again by itself when it changes, until `close`; resolves once changes are seen. */
  watch(): Promise<void>;
  close(): Promise<void>;
}

export interface RoadmapBookOptions extends RoadmapPlace {
  readonly log: Logger;
  /** How long the file must be still before it is read. Default 300. */
  readonly quietMs?: number;
}

/** Never rejects: a roadmap that is not there, or has problems, stops nothing. */
export async function createRoadmapBook(options: RoadmapBookOptions): Promise<RoadmapBook> {
  const { log, root, quietMs = 300 } = options;
  let current = await readRoadmap(options);
  let told: string | undefined;
  let folders: readonly FolderWatch[] = [];
  tell();

  /** Once for each set of problems. */
  function tell(): void {
    const problems = (current?.problems ?? []).map(formatProblem);
    const said = problems.join("\n");
    if (problems.length > 0 && said !== told) log.warn({ problems }, "the roadmap has problems");
    told = said;
  }

  async function reload(): Promise<void> {
    current = await readRoadmap(options);
    tell();
  }

  async function watchFile(file: string): Promise<FolderWatch> {
    return watchFolder(join(root, dirname(file)), {
      quietMs,
      ending: basename(file),
      onChange: () => void reload(),
      onError: (error) =>
        log.error({ error: messageOf(error) }, "the roadmap is no longer watched; edits need a restart"),
    });
  }

  async function close(): Promise<void> {
    await Promise.all(folders.map(async (folder) => folder.close()));
    folders = [];
  }

  return {
    current: () => current,
    reload,
    async watch() {
      await close();
      const files = options.path === undefined ? USUAL_NAMES : [options.path];
      folders = await Promise.all(files.map(watchFile));
      // An edit between the first reading and now went unseen.
      await reload();
    },
    close,
  };
}
