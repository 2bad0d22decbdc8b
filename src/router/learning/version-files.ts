import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { LocalExample } from "./local-example.ts";
import { VersionRecord, type FittedModel } from "./router-version.ts";

const EXAMPLES = "examples.jsonl";
const MODEL = "heads.bin";
const REPORT = "report.json";

/** A version's files, as they are read and written together. */
export interface VersionFiles {
  readonly record: VersionRecord;
  readonly examples: readonly LocalExample[];
  readonly model?: FittedModel;
}

export type NewVersionFiles = Omit<VersionFiles, "record"> & {
  readonly record: Omit<VersionRecord, "version" | "files" | "modelName">;
};

/** Versions by number, oldest first, whole or not. */
export async function listNumbers(dir: string): Promise<number[]> {
  const names = await readdir(dir).catch(() => []);
  return names
    .filter((name) => /^\d{4,}$/u.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

export function folderOf(dir: string, version: number): string {
  return join(dir, String(version).padStart(4, "0"));
}

/** Reads a version; the reason in words when a file is missing, damaged or not one of ours. */
export async function readVersion(
  dir: string,
  version: number,
): Promise<VersionFiles | { readonly broken: string }> {
  const folder = folderOf(dir, version);
  try {
    const record = VersionRecord.parse(JSON.parse(await readFile(join(folder, REPORT), "utf8")));
    const contents = new Map<string, Buffer>();
    for (const [name, sha256] of Object.entries(record.files)) {
      const content = await readFile(join(folder, name));
      if (hashOf(content) !== sha256) return { broken: `${name} was changed` };
      contents.set(name, content);
    }
    const lines = (contents.get(EXAMPLES)?.toString("utf8") ?? "").split("\n").filter((line) => line !== "");
    const bytes = contents.get(MODEL);
    const { modelName: name } = record;
    return {
      record,
      examples: lines.map((line) => LocalExample.parse(JSON.parse(line))),
      ...(bytes === undefined || name === undefined ? {} : { model: { name, bytes } }),
    };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return { broken: "its files are not what a refit writes" };
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Writes the next version and returns its number. It appears at once and whole: written beside and renamed, so that
 * two refits at the same moment get a number each.
 */
export async function writeVersion(
  dir: string,
  { record, examples, model }: NewVersionFiles,
): Promise<number> {
  // People's requests are in it.
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const draft = join(dir, `.draft-${randomUUID()}`);
  await mkdir(draft, { mode: 0o700 });
  try {
    const files: Record<string, string> = {};
    const parts: [string, Uint8Array][] = [
      [EXAMPLES, Buffer.from(examples.map((example) => `${JSON.stringify(example)}\n`).join(""))],
      ...(model === undefined ? [] : [[MODEL, model.bytes] satisfies [string, Uint8Array]]),
    ];
    for (const [name, content] of parts) {
      await writeFile(join(draft, name), content, { mode: 0o600 });
      files[name] = hashOf(content);
    }
    for (;;) {
      const version = ((await listNumbers(dir)).at(-1) ?? 0) + 1;
      const named = model === undefined ? {} : { modelName: model.name };
      const whole: VersionRecord = { ...record, version, files, ...named };
      await writeFile(join(draft, REPORT), `${JSON.stringify(whole, null, 1)}\n`, { mode: 0o600 });
      if (await moved(draft, folderOf(dir, version))) return version;
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** False when the name was taken a moment ago. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM") return false;
    throw error;
  }
}

function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
