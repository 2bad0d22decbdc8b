import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** What is at a path: a file's content, or where a link points (relative to the link). */
export type Entry = string | Uint8Array | { readonly linkTo: string };

export interface TestWorkspace {
  readonly root: string;
  write(files: Readonly<Record<string, Entry>>): Promise<void>;
  remove(path: string): Promise<void>;
}

async function writeEntry(file: string, entry: Entry): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (typeof entry === "string" || entry instanceof Uint8Array) await writeFile(file, entry);
  else await symlink(entry.linkTo, file);
}

/** A folder with these files for one test; it is removed when the test has finished. */
export async function makeWorkspace(files: Readonly<Record<string, Entry>>): Promise<TestWorkspace> {
  const root = await mkdtemp(join(tmpdir(), "switchyard-workspace-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  async function write(more: Readonly<Record<string, Entry>>): Promise<void> {
    for (const [path, entry] of Object.entries(more)) await writeEntry(join(root, path), entry);
  }
  await write(files);
  return { root, write, remove: (path) => rm(join(root, path), { recursive: true, force: true }) };
}
