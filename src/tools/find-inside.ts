import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { checkPath } from "./check-path.ts";

export type FoundInside =
  | {
      readonly ok: true;
      /** Relative to the workspace, with `/`. */
      readonly path: string;
      /** Without links. */
      readonly absolute: string;
      /** False when there is no such file yet. */
      readonly exists: boolean;
    }
  | { readonly ok: false; readonly why: string };

function refuse(path: string): FoundInside {
  return { ok: false, why: `\`${path}\` leads out of the workspace through a link.` };
}

/** The nearest folder that exists, and what of the path is missing below it. */
async function nearest(
  absolute: string,
): Promise<{ readonly real: string; readonly missing: string } | undefined> {
  let at = absolute;
  let missing = "";
  for (;;) {
    const real = await realpath(at).catch(() => undefined);
    if (real !== undefined) return { real, missing };
    // A link that leads nowhere yet: what is made through it would be made elsewhere.
    if ((await lstat(at).catch(() => undefined)) !== undefined) return undefined;
    missing = missing === "" ? basename(at) : join(basename(at), missing);
    const above = dirname(at);
    if (above === at) return undefined;
    at = above;
  }
}

/** Where a path of the workspace leads once every link is followed; refused when that is not in the workspace. */
export async function findInside(root: string, given: string): Promise<FoundInside> {
  const checked = checkPath(given);
  if (!checked.ok) return checked;
  const top = await realpath(root);
  const found = await nearest(join(top, checked.path));
  if (found === undefined) return refuse(checked.path);
  const absolute = join(found.real, found.missing);
  if (absolute !== top && !absolute.startsWith(top + sep)) return refuse(checked.path);
  // A link inside the workspace may have a harmless name and lead to what has not.
  const behind = checkPath(relative(top, absolute).split(sep).join("/"));
  return behind.ok ? { ok: true, path: checked.path, absolute, exists: found.missing === "" } : behind;
}
