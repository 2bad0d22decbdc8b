import { mkdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { OutgoingFile } from "../../src/chat/messages.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { SavedFile } from "./journal-entry.ts";
import { toPrintableLine } from "./printable-text.ts";

const MAX_NAME_CHARS = 100;
const MAX_TRIES = 1_000;
/** Separators, what other systems refuse in names, and the visible marks of control characters. */
const UNSAFE = /[/\\:*?"<>|\u2400-\u2421\ufffd]/gu;

/** A name that stays inside its folder and can be typed: no separators, no leading dots, not too long. */
function toSafeName(name: string): string {
  const safe = toPrintableLine(name).replace(UNSAFE, "_").replace(/^\.+/u, "").trim();
  if (safe === "") return "file";
  const ending = extname(safe).slice(0, 20);
  return safe.length <= MAX_NAME_CHARS ? safe : safe.slice(0, MAX_NAME_CHARS - ending.length) + ending;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Whether the file was written; false when the name is taken. */
function tryWrite(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/** Writes a file under `folder`; a name that is taken gets a number. Throws `chat.file_not_saved`. */
export function saveFile(folder: string, file: OutgoingFile): SavedFile {
  const name = toSafeName(file.name);
  const ending = extname(name);
  const stem = name.slice(0, name.length - ending.length);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let count = 1; count <= MAX_TRIES; count += 1) {
      const path = join(folder, count === 1 ? name : `${stem}-${count}${ending}`);
      if (tryWrite(path, file.content)) return { name: file.name, path };
    }
    throw new Error(`${MAX_TRIES} files of that name exist already`);
  } catch (error) {
    const reason = `The file ${name} could not be saved in ${folder}: ${messageOf(error)}`;
    throw new BotError("chat.file_not_saved", reason, { cause: error, retryable: true });
  }
}
