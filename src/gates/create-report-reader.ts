import { readFile, realpath, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type { ReportFile } from "./gate-context.ts";

const MAX_BYTES = 32 * 1024 * 1024;

/** Reads files that commands write into the workspace; what leads out of it, or is far too large, is not there. */
export function createReportReader(workspace: string): (path: string) => Promise<ReportFile | undefined> {
  return async (path) => {
    try {
      const root = await realpath(workspace);
      const file = await realpath(resolve(root, path));
      if (!file.startsWith(root + sep)) return undefined;
      const { mtimeMs, size } = await stat(file);
      if (size > MAX_BYTES) return undefined;
      return { text: await readFile(file, "utf8"), modifiedMs: mtimeMs };
    } catch {
      return undefined;
    }
  };
}
