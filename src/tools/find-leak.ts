import { redactSecrets } from "../workspace/redact-secrets.ts";
import { skipReason } from "../workspace/skip-reason.ts";
import type { Snapshot } from "../worktrees/worktree.ts";

/** Why a change must not leave this machine: what it adds looks like a credential. */
export function findLeak({ files, diff }: Pick<Snapshot, "files" | "diff">): string | undefined {
  const secret = files.find((path) => skipReason(path) === "secret");
  if (secret !== undefined)
    return `\`${secret}\` usually holds credentials, so this change is not proposed. Remove the file.`;
  const added = diff
    .split("\n")
    .filter((line) => line.startsWith("+"))
    .join("\n");
  const holdsKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(added);
  if (!holdsKey && redactSecrets(added, { holdsKey: false }) === added) return undefined;
  return "The change adds what looks like a credential, so it is not proposed. Take it out.";
}
