import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface WorktreePlaces {
  readonly folder: string;
  /** A bare repository of our own: fetched from the workspace, so that the workspace's is never written to. */
  readonly repository: string;
  readonly tree: (taskId: string) => string;
  /** What git knows of a worktree; outside it, so that no command can change it. */
  readonly gitDir: (taskId: string) => string;
  readonly patch: (taskId: string, atMs: number) => string;
  readonly patches: string;
  readonly configFile: string;
}

export function worktreePlaces(dataDir: string): WorktreePlaces {
  const folder = join(dataDir, "worktrees");
  const repository = join(folder, "repository.git");
  const patches = join(folder, "patches");
  return {
    folder,
    repository,
    tree: (taskId) => join(folder, "trees", taskId),
    gitDir: (taskId) => join(repository, "worktrees", taskId),
    patch: (taskId, atMs) =>
      join(patches, `${taskId}-${new Date(atMs).toISOString().replaceAll(":", "")}.patch`),
    patches,
    configFile: join(folder, "gitconfig"),
  };
}

/** A name for this data folder that stays when the machine is called otherwise, as containers are. */
export async function placeId({ folder }: WorktreePlaces): Promise<string> {
  const file = join(folder, "place");
  await mkdir(folder, { recursive: true });
  await writeFile(file, randomBytes(8).toString("hex"), { flag: "wx" }).catch(() => undefined);
  return (await readFile(file, "utf8")).trim();
}
