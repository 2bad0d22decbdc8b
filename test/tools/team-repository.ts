import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Calls what tidies up, at the end of the test or of the file. */
export type Later = (tidy: () => void | Promise<void>) => void;

/** A folder that is gone after the test. */
export function makeFolder(later: Later = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-tools-"));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
      GIT_AUTHOR_DATE: "2031-03-03T08:00:00Z",
      GIT_COMMITTER_DATE: "2031-03-03T08:00:00Z",
    },
  });
}

export function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A sum with a mistake, and a test that finds it; `npm` is not needed to run it. */
export const SUM_FILES = {
  "src/sum.mjs": "export function sum(a, b) {\n  return a - b;\n}\n",
  "test/sum.test.mjs":
    'import assert from "node:assert";\nimport { test } from "node:test";\nimport { sum } from "../src/sum.mjs";\n\ntest("adds two numbers", () => {\n  assert.equal(sum(2, 3), 5);\n});\n',
  "README.md": "# Sums\n\nAdds numbers.\n",
  ".gitignore": "node_modules/\n.env\n",
} as const;

/** A small repository with one commit, a change that is not committed, something stashed and an ignored secret. */
export function makeRepository(
  files: Readonly<Record<string, string>> = SUM_FILES,
  later: Later = onTestFinished,
): string {
  const root = makeFolder(later);
  put(root, files);
  git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "-m", "Add sums");
  put(root, { "README.md": "# Sums\n\nStashed.\n" });
  git(root, "stash", "--quiet");
  put(root, {
    "notes.txt": "not committed\n",
    ".env": "TOKEN=topsecret-of-the-team\n",
    "README.md": "# Sums\n\nBeing edited.\n",
  });
  return root;
}

function entries(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      if (stat.isDirectory()) return entries(path);
      const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path);
      return [`${path} ${stat.mode} ${createHash("sha256").update(content).digest("hex")}`];
    });
}

/** Every file of a folder with its mode and the hash of its content, `.git` included. */
export function fingerprint(folder: string): readonly string[] {
  return entries(folder);
}

/** What is different between two fingerprints. */
export function changesBetween(before: readonly string[], after: readonly string[]) {
  return {
    gone: before.filter((entry) => !after.includes(entry)),
    added: after.filter((entry) => !before.includes(entry)),
  };
}
