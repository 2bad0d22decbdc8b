import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findInside } from "./find-inside.ts";

export interface FileChange {
  readonly path: string;
  /** `null` removes the file. */
  readonly text: string | null;
  /** What is there before, to go back to; absent: nothing. */
  readonly before?: { readonly text: string; readonly mode: number };
}

async function place(root: string, path: string): Promise<string> {
  const found = await findInside(root, path);
  if (!found.ok) throw new Error(found.why);
  return found.absolute;
}

async function put(root: string, path: string, text: string | null, mode: number): Promise<void> {
  const absolute = await place(root, path);
  if (text === null) return rm(absolute);
  await mkdir(dirname(absolute), { recursive: true });
  // Beside it and then over it: no reader sees half a file, and a link that was put in its place is replaced.
  const fresh = join(dirname(absolute), `.${randomBytes(6).toString("hex")}.new`);
  try {
    await writeFile(fresh, text, { mode, flag: "wx" });
    await rename(fresh, await place(root, path));
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

const NEW_FILE_MODE = 0o644;

/** Writes all changes or none: when one fails, those before it are taken back. Resolves with why, or undefined. */
export async function writeInside(root: string, changes: readonly FileChange[]): Promise<string | undefined> {
  const done: FileChange[] = [];
  try {
    for (const change of changes) {
      await put(root, change.path, change.text, change.before?.mode ?? NEW_FILE_MODE);
      done.push(change);
    }
    return undefined;
  } catch (error) {
    for (const { path, before } of done.reverse()) {
      await put(root, path, before?.text ?? null, before?.mode ?? NEW_FILE_MODE).catch(() => undefined);
    }
    return error instanceof Error ? error.message : String(error);
  }
}
