import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export const MAX_HISTORY_LINES = 1_000;

/** Earlier input, newest first; empty when there is none or it cannot be read. */
export function loadInputHistory(path: string | undefined): string[] {
  if (path === undefined) return [];
  try {
    const lines = readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    return lines.slice(-MAX_HISTORY_LINES).reverse();
  } catch {
    return [];
  }
}

/**
 * Keeps the input (newest first) for the next start, readable by its owner only. A history that cannot be written
 * is no reason to disturb a conversation, so that is passed over.
 */
export function saveInputHistory(path: string | undefined, lines: readonly string[]): void {
  if (path === undefined) return;
  const text = lines
    .slice(0, MAX_HISTORY_LINES)
    .reverse()
    .map((line) => `${line}\n`)
    .join("");
  const draft = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // Nothing is lost but a convenience.
  }
}
