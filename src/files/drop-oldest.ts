import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Keeps the `keep` files changed last of those whose name fits, and removes the others. A folder that cannot be read or changed stays as it is. */
export async function dropOldest(
  dir: string,
  { pattern, keep }: { readonly pattern: RegExp; readonly keep: number },
): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => pattern.test(name))
      .map(async (name) => {
        const path = join(dir, name);
        const changed = await stat(path).catch(() => undefined);
        return { path, changedMs: changed?.mtimeMs ?? 0 };
      }),
  );
  const old = files.toSorted((a, b) => b.changedMs - a.changedMs).slice(keep);
  await Promise.all(old.map(async ({ path }) => rm(path, { force: true }).catch(() => undefined)));
}
