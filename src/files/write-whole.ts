import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "./make-folder.ts";

export interface WriteWholeOptions {
  /** Nobody but the owner may read the file, nor the folder if it has to be made. Default false. */
  readonly isPrivate?: boolean;
}

/**
 * Writes a file beside its place and renames it, so that a reader sees the old file, the new one or none, never half
 * of one. Makes the folder. Rejects when that fails, and leaves nothing behind then.
 */
export async function writeWhole(
  file: string,
  bytes: string | Uint8Array,
  { isPrivate = false }: WriteWholeOptions = {},
): Promise<void> {
  makeFolder(dirname(file), isPrivate ? 0o700 : undefined);
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, bytes, isPrivate ? { mode: 0o600 } : {});
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
