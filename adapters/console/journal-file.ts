import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { BotError, messageOf } from "../../src/errors.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { parseJournalLine } from "./journal-entry.ts";

export interface JournalFileOptions {
  readonly folder: string;
  /** The file's name without its ending; anything but letters, digits, `_` and `-` is escaped. */
  readonly name: string;
  readonly newId: () => string;
  /** A file that is larger than this when it is opened becomes an archive and a fresh one is started. */
  readonly maxBytes?: number;
  readonly onEntry: (entry: JournalEntry) => void;
}

/**
 * An append-only JSONL file that several processes may write at the same time. Every entry, one's own included,
 * comes back through `onEntry` in the order of the file, which is the same order for everybody.
 */
export interface JournalFile {
  /** Writes an entry; `onEntry` has seen it when this returns. Throws `chat.journal_unwritable`. */
  append(entry: JournalEntry): void;
  /** Reads what others have written since. */
  refresh(): void;
  close(): void;
}

const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
/** Archives that are still read at start; older ones are removed. */
const KEPT_ARCHIVES = 2;
const NEWLINE = 0x0a;

function escapeName(name: string): string {
  return name.replace(/[^\w-]/gu, (char) => `~${char.codePointAt(0)?.toString(16) ?? ""}`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function parseLines(text: string): JournalEntry[] {
  return text.split("\n").flatMap((line) => (line === "" ? [] : (parseJournalLine(line) ?? [])));
}

/** Reads a growing file from where it stopped the last time, whole lines only. */
class JournalTail {
  readonly #path: string;
  #fd: number | undefined;
  #inode: number | undefined;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  read(): JournalEntry[] {
    const entries = this.#fd === undefined ? [] : this.#readRest(this.#fd);
    const current = statSync(this.#path, { throwIfNoEntry: false });
    const isOpen = this.#fd !== undefined && this.#inode === current?.ino;
    if (current === undefined || isOpen) return entries;
    this.close();
    // Another process archived the file: what was open is read to its end by now, the new one starts at zero.
    if (this.#inode !== current.ino) this.#offset = 0;
    this.#fd = openSync(this.#path, "r");
    this.#inode = fstatSync(this.#fd).ino;
    return [...entries, ...this.#readRest(this.#fd)];
  }

  /** Whether the file ends inside a line, as a crash or a full disk leaves it. */
  isTorn(): boolean {
    return this.#fd !== undefined && fstatSync(this.#fd).size > this.#offset;
  }

  /** Lets go of the file; a later `read` goes on where this one stopped. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #readRest(fd: number): JournalEntry[] {
    const size = fstatSync(fd).size;
    if (size <= this.#offset) return [];
    const bytes = Buffer.alloc(size - this.#offset);
    const length = readSync(fd, bytes, 0, bytes.length, this.#offset);
    const end = bytes.subarray(0, length).lastIndexOf(NEWLINE) + 1;
    this.#offset += end;
    return parseLines(bytes.toString("utf8", 0, end));
  }
}

function archivesOf(folder: string, name: string): string[] {
  const pattern = new RegExp(`^${name}\\.[0-9A-Za-z]+\\.jsonl$`, "u");
  return readdirSync(folder)
    .filter((file) => pattern.test(file))
    .sort()
    .map((file) => join(folder, file));
}

/** Opens the journal and replays it through `onEntry`. Throws `chat.journal_unwritable`. */
export function openJournalFile(options: JournalFileOptions): JournalFile {
  const name = escapeName(options.name);
  const path = join(options.folder, `${name}.jsonl`);
  const tail = new JournalTail(path);

  function guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const reason = `The console journal ${path} cannot be used: ${messageOf(error)}`;
      throw new BotError("chat.journal_unwritable", reason, { cause: error, retryable: true });
    }
  }

  function refresh(): void {
    for (const entry of guard(() => tail.read())) options.onEntry(entry);
  }

  guard(() => {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    // A rename loses nothing that another process appends at this moment: it lands in one file or the other.
    if (sizeOf(path) > (options.maxBytes ?? DEFAULT_MAX_BYTES)) {
      renameSync(path, join(options.folder, `${name}.${options.newId()}.jsonl`));
    }
    const archives = archivesOf(options.folder, name);
    for (const archive of archives.slice(0, -KEPT_ARCHIVES)) rmSync(archive, { force: true });
    for (const archive of archives.slice(-KEPT_ARCHIVES)) {
      for (const entry of parseLines(readFileSync(archive, "utf8"))) options.onEntry(entry);
    }
  });
  refresh();

  return {
    append(entry) {
      guard(() => {
        refresh();
        const start = tail.isTorn() ? "\n" : "";
        appendFileSync(path, `${start}${JSON.stringify(entry)}\n`, { mode: 0o600 });
      });
      refresh();
    },
    refresh,
    close: () => tail.close(),
  };
}
