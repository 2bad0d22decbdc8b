import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { createIgnoreRules, type IgnoreRules } from "./ignore-rules.ts";
import { looksLikeText, readTextFile } from "./read-text-file.ts";
import { skipReason } from "./skip-reason.ts";

export interface WorkspaceFile {
  /** Relative to the workspace folder, with `/` on every system. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

export interface FileLimits {
  readonly maxFiles: number;
  /** Of all listed files together. */
  readonly maxTotalBytes: number;
  readonly maxFileBytes: number;
}

export interface FileListing {
  /** In the order of their paths, compared by code unit, so that it is the same on every machine. */
  readonly files: readonly WorkspaceFile[];
  /** The folder as the file system knows it, links resolved; `files` are below it. */
  readonly root: string;
  /** Which limit cut the list short, and what could not be read; short sentences for people. */
  readonly notes: readonly string[];
  /** Why there is no list at all. */
  readonly problem?: string;
}

export interface ListOptions {
  readonly limits: FileLimits;
  /**
   * True for a file that the caller has looked into, unchanged since: it is not opened again to see whether
   * it is text.
   */
  readonly isKnownText?: (file: WorkspaceFile) => boolean;
}

interface Folder {
  /** Relative, empty for the workspace itself. */
  readonly path: string;
  readonly rules: IgnoreRules;
}

interface Walk {
  readonly root: string;
  readonly options: ListOptions;
  readonly files: WorkspaceFile[];
  totalBytes: number;
  entriesSeen: number;
  unreadableFolders: number;
  full: "files" | "bytes" | "entries" | undefined;
}

const NEVER_ENTERED: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".switchyard",
  ".venv",
  "__pycache__",
  "node_modules",
]);

/** The agreed mark of a cache folder (bford.info/cachedir); Cargo, pytest and others put it there. */
const CACHE_MARK = "CACHEDIR.TAG";

/** Entries of folders looked at for each file that may be listed, before the walk gives up. */
const MAX_ENTRIES_PER_FILE = 20;
const MAX_GITIGNORE_BYTES = 256 * 1024;
const AT_ONCE = 32;

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function childPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

async function rulesOf(walk: Walk, folder: Folder, entries: readonly Dirent[]): Promise<IgnoreRules> {
  // Like git, a .gitignore that is a link is not followed.
  if (!entries.some((entry) => entry.name === ".gitignore" && entry.isFile())) return folder.rules;
  const text = await readTextFile(walk.root, childPath(folder.path, ".gitignore"), MAX_GITIGNORE_BYTES);
  return text === undefined ? folder.rules : folder.rules.extend(folder.path, text);
}

/** The file when it belongs in the list: small enough, and text. */
async function inspect(walk: Walk, path: string): Promise<WorkspaceFile | undefined> {
  const absolute = join(walk.root, path);
  const found = await lstat(absolute).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > walk.options.limits.maxFileBytes)
    return undefined;
  const file = { path, sizeBytes: found.size, mtimeMs: found.mtimeMs };
  if (walk.options.isKnownText?.(file) === true) return file;
  return (await looksLikeText(absolute)) === true ? file : undefined;
}

function addFile(walk: Walk, file: WorkspaceFile): void {
  const { maxFiles, maxTotalBytes } = walk.options.limits;
  if (walk.files.length >= maxFiles) walk.full = "files";
  else if (walk.totalBytes + file.sizeBytes > maxTotalBytes) walk.full = "bytes";
  else {
    walk.files.push(file);
    walk.totalBytes += file.sizeBytes;
  }
}

async function addFiles(walk: Walk, paths: readonly string[]): Promise<void> {
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const batch = await Promise.all(paths.slice(from, from + AT_ONCE).map((path) => inspect(walk, path)));
    for (const file of batch) {
      if (file !== undefined && walk.full === undefined) addFile(walk, file);
    }
    if (walk.full !== undefined) return;
  }
}

/** Lists the files of one folder and returns the folders to enter next. */
async function visit(walk: Walk, folder: Folder): Promise<Folder[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(walk.root, folder.path), { withFileTypes: true });
  } catch {
    walk.unreadableFolders += 1;
    return [];
  }
  if (folder.path !== "" && entries.some((entry) => entry.name === CACHE_MARK)) return [];
  walk.entriesSeen += entries.length;
  if (walk.entriesSeen > walk.options.limits.maxFiles * MAX_ENTRIES_PER_FILE) {
    walk.full = "entries";
    return [];
  }
  entries.sort((a, b) => byCodeUnit(a.name, b.name));
  const rules = await rulesOf(walk, folder, entries);
  const paths: string[] = [];
  const folders: Folder[] = [];
  for (const entry of entries) {
    const path = childPath(folder.path, entry.name);
    // Links are neither: what they point to in the workspace is listed where it lives, the rest is not ours.
    if (entry.isFile() && skipReason(path) === undefined && !rules.ignores(path)) paths.push(path);
    if (entry.isDirectory() && !NEVER_ENTERED.has(entry.name) && !rules.ignores(`${path}/`)) {
      folders.push({ path, rules });
    }
  }
  await addFiles(walk, paths);
  return folders;
}

function notesOf(walk: Walk): string[] {
  const { maxFiles, maxTotalBytes } = walk.options.limits;
  const notes: string[] = [];
  if (walk.full === "files")
    notes.push(`Only the first ${maxFiles} files are included, shallow folders first.`);
  if (walk.full === "bytes") {
    const mebibytes = Math.round((maxTotalBytes / 1024 / 1024) * 10) / 10;
    notes.push(`Only the first ${mebibytes} MB of text are included, shallow folders first.`);
  }
  if (walk.full === "entries")
    notes.push("The folder holds too many files to look at; deep folders are left out.");
  if (walk.unreadableFolders > 0) {
    const folders = walk.unreadableFolders === 1 ? "1 folder" : `${walk.unreadableFolders} folders`;
    notes.push(`${folders} could not be read.`);
  }
  return notes;
}

async function findRoot(root: string): Promise<{ readonly root: string } | { readonly problem: string }> {
  try {
    const resolved = await realpath(root);
    if ((await stat(resolved)).isDirectory()) return { root: resolved };
    return { problem: "The path of the workspace is a file, not a folder." };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return {
      problem: missing ? "The workspace folder does not exist." : "The workspace folder cannot be read.",
    };
  }
}

/**
 * The text files of a workspace. Left out: what `.gitignore` files of any level exclude, version control and
 * package folders, links, binary and oversized files, generated ones such as lock files, and files that
 * usually hold credentials. Level by level from the top, so that a limit cuts the deepest folders first.
 * Never rejects.
 */
export async function listFiles(folder: string, options: ListOptions): Promise<FileListing> {
  const found = await findRoot(folder);
  if ("problem" in found) return { files: [], root: folder, notes: [], problem: found.problem };
  const walk: Walk = {
    root: found.root,
    options,
    files: [],
    totalBytes: 0,
    entriesSeen: 0,
    unreadableFolders: 0,
    full: undefined,
  };
  let level: Folder[] = [{ path: "", rules: createIgnoreRules() }];
  while (level.length > 0 && walk.full === undefined) {
    const next: Folder[] = [];
    for (const folder of level) {
      if (walk.full === undefined) next.push(...(await visit(walk, folder)));
    }
    level = next;
  }
  if (walk.unreadableFolders > 0 && walk.entriesSeen === 0 && walk.files.length === 0) {
    return { files: [], root: walk.root, notes: [], problem: "The workspace folder cannot be read." };
  }
  walk.files.sort((a, b) => byCodeUnit(a.path, b.path));
  return { files: walk.files, root: walk.root, notes: notesOf(walk) };
}
