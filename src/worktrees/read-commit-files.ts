import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BotError } from "../errors.ts";
import type { Git } from "./git.ts";

export interface CommitFile {
  readonly path: string;
  readonly mode: "100644" | "100755";
  /** Base64; `null`: the file is not there any more. */
  readonly content: string | null;
}

interface Change {
  readonly mode: string;
  readonly path: string;
  readonly blob: string;
  readonly isGone: boolean;
}

/** `:oldmode newmode oldsha newsha status NUL path NUL` */
function parseRaw(raw: string): Change[] {
  const parts = raw.split("\0").filter((part) => part !== "");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = "", , blob = "", status = ""] = (parts[at] ?? "").slice(1).split(" ");
    changes.push({ mode, path: parts[at + 1] ?? "", blob, isGone: status === "D" });
  }
  return changes;
}

/** Through a file, as git keeps it: a checkout would change line ends, and a stream of text the bytes. */
async function contentOf(
  git: Git,
  {
    repository,
    blob,
    folder,
  }: { readonly repository: string; readonly blob: string; readonly folder: string },
): Promise<string> {
  const name = (await git.run({ gitDir: repository, cwd: folder, args: ["unpack-file", blob] })).trim();
  return (await readFile(join(folder, name))).toString("base64");
}

/** The files of a commit that differ from another one, with their bytes; links and submodules are refused. */
export async function readCommitFiles(
  git: Git,
  repository: string,
  range: { readonly base: string; readonly commit: string },
): Promise<readonly CommitFile[]> {
  const raw = await git.run({
    gitDir: repository,
    args: [
      "diff-tree",
      "-r",
      "-z",
      "--raw",
      "--no-abbrev",
      "--no-renames",
      "--no-ext-diff",
      range.base,
      range.commit,
    ],
  });
  const changes = parseRaw(raw);
  const odd = changes.find(({ mode, isGone }) => !isGone && mode !== "100644" && mode !== "100755");
  if (odd !== undefined)
    throw new BotError("effect.failed", `\`${odd.path}\` is a link or a submodule, which is not pushed.`);
  const folder = await mkdtemp(join(tmpdir(), "switchyard-push-"));
  try {
    const files: CommitFile[] = [];
    for (const { mode, path, blob, isGone } of changes) {
      const plain = mode === "100755" ? "100755" : "100644";
      files.push({
        path,
        mode: plain,
        content: isGone ? null : await contentOf(git, { repository, blob, folder }),
      });
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
