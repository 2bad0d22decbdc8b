import { skipReason } from "../workspace/skip-reason.ts";

/** Folders of version control: what stands in them decides what git runs. */
const CONTROL = new Set([".git", ".hg", ".svn", ".jj"]);

export type CheckedPath =
  | { readonly ok: true; readonly path: string }
  /** A sentence for the model. */
  | { readonly ok: false; readonly why: string };

function refuse(why: string): CheckedPath {
  return { ok: false, why };
}

function isControl(part: string): boolean {
  // Some file systems take these for `.git`: other case, a trailing dot or blank, an ignorable character.
  const folded = part
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Mn}]/gu, "")
    .replace(/[. ]+$/u, "")
    .toLowerCase();
  return CONTROL.has(folded) || folded === "git~1";
}

/**
 * A path as it may be used inside the workspace: relative, without `..`, not of version control, not a file that
 * usually holds credentials. What lies behind links is looked at when the path is used.
 */
export function checkPath(given: string): CheckedPath {
  if (/\p{Cc}/u.test(given)) return refuse("A path has no control characters.");
  if (given.includes("\\")) return refuse("Write paths with `/`.");
  if (/^(?:\/|~|[a-z]:)/iu.test(given)) return refuse(`\`${given}\` is not relative to the workspace.`);
  const parts = given.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return refuse(`\`${given}\` leads out of the workspace.`);
  if (parts.some(isControl))
    return refuse("What belongs to version control can be neither read nor changed.");
  const path = parts.join("/");
  if (path !== "" && skipReason(path) === "secret")
    return refuse(`\`${path}\` usually holds credentials, so it can be neither read nor changed.`);
  return { ok: true, path };
}
