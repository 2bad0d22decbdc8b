import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

/** Git's own rule of thumb: a NUL byte near the start means binary. */
const SNIFF_BYTES = 8_000;

async function readUpTo(file: string, maxBytes: number): Promise<Buffer | undefined> {
  // O_NOFOLLOW: a file that was swapped for a link since it was listed must not lead out of the workspace.
  // O_NONBLOCK: nor may a pipe in its place hold us up.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(maxBytes, stat.size));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** True when the start of the file is text; undefined when it cannot be read. */
export async function looksLikeText(file: string): Promise<boolean | undefined> {
  try {
    const start = await readUpTo(file, SNIFF_BYTES);
    return start !== undefined && !start.includes(0);
  } catch {
    return undefined;
  }
}

/**
 * A file of the workspace as text; undefined when it is gone, unreadable, too large, binary, or behind a
 * link.
 */
export async function readTextFile(
  root: string,
  path: string,
  maxBytes: number,
): Promise<string | undefined> {
  try {
    const content = await readUpTo(join(root, path), maxBytes + 1);
    if (content === undefined || content.length > maxBytes) return undefined;
    return content.subarray(0, SNIFF_BYTES).includes(0) ? undefined : content.toString("utf8");
  } catch {
    return undefined;
  }
}
