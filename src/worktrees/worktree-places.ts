import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
  const known = await readFile(file, "utf8").catch(() => undefined);
  if (known !== undefined) return known.trim();
  await mkdir(folder, { recursive: true });
  // Linked once it is whole: somebody who comes second must not read a name of which half is written.
  const name = randomBytes(8).toString("hex");
  const draft = `${file}.${name}`;
  await writeFile(draft, name);
  await link(draft, file).catch(() => undefined);
  await rm(draft);
  return (await readFile(file, "utf8")).trim();
}
