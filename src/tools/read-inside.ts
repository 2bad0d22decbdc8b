import { constants } from "node:fs";
import { open, readlink } from "node:fs/promises";
import { findInside } from "./find-inside.ts";

export type ReadInside =
  | { readonly ok: true; readonly path: string; readonly text: string; readonly mode: number }
  | { readonly ok: false; readonly why: string };

const SNIFF_BYTES = 8_000;

/** Where an open file really is, on systems that tell: a folder on the way may have become a link since it was looked at. */
async function hasMoved(fd: number, expected: string): Promise<boolean> {
  const actual = await readlink(`/proc/self/fd/${fd}`).catch(() => undefined);
  return actual !== undefined && actual !== expected;
}

/** A text file of the workspace; what stands in the way is said in a sentence. */
export async function readInside(root: string, given: string, maxBytes: number): Promise<ReadInside> {
  const found = await findInside(root, given);
  if (!found.ok) return found;
  const { path, absolute, exists } = found;
  if (!exists) return { ok: false, why: `There is no file \`${path}\`. \`list_files\` shows what there is.` };
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(absolute, flags).catch(() => undefined);
  if (handle === undefined) return { ok: false, why: `\`${path}\` cannot be read.` };
  try {
    if (await hasMoved(handle.fd, absolute))
      return { ok: false, why: `\`${path}\` leads out of the workspace through a link.` };
    const { size, mode, ...stat } = await handle.stat().then((each) => ({
      size: each.size,
      mode: each.mode,
      isFile: each.isFile(),
    }));
    if (!stat.isFile) return { ok: false, why: `\`${path}\` is not a file.` };
    if (size > maxBytes) return { ok: false, why: `\`${path}\` is too large: ${size} bytes.` };
    const content = await handle.readFile();
    if (content.subarray(0, SNIFF_BYTES).includes(0)) return { ok: false, why: `\`${path}\` is not a text.` };
    return { ok: true, path, text: content.toString("utf8"), mode: mode & 0o777 };
  } finally {
    await handle.close();
  }
}
