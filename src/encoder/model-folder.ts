import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BotError, messageOf } from "../errors.ts";
import { reasonOf } from "./reason-of.ts";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "is no SHA-256");

/** `manifest.json`: what the model is and which bytes belong to it. */
const Manifest = z.looseObject({
  version: z.literal(1),
  id: z.string().min(1),
  width: z.number().int().positive(),
  maxTokens: z.number().int().positive(),
  files: z.record(z.string().regex(/^[\w.-]+$/u), z.looseObject({ sha256: Sha256 })),
});

/** A model whose files are all there and unchanged. */
export interface ModelFolder {
  readonly dir: string;
  /** Names weights, tokenizer and arithmetic. */
  readonly id: string;
  /** Numbers in a vector. */
  readonly width: number;
  /** Tokens of a text that the encoder reads, opening and closing marks included. */
  readonly maxTokens: number;
  /** The bytes that were checked, of a file that the manifest lists; throws `router.model_corrupt` for any other. */
  bytes(name: string): Uint8Array;
}

const REMEDY = "Install Switchyard again, or restore the folder from its repository.";

/**
 * Reads a model folder and compares every file with the SHA-256 in its manifest, so that half a download or a
 * changed file is found at the start and not by odd answers. Rejects with `router.model_missing` when the folder or
 * a file of it is not there, and with `router.model_corrupt` when something in it is not what it was.
 */
export async function readModelFolder(dir: string): Promise<ModelFolder> {
  const manifest = await readManifest(dir);
  const files = await Promise.all(
    Object.entries(manifest.files).map(
      async ([name, { sha256 }]) => [name, await readChecked(dir, name, sha256)] as const,
    ),
  );
  const bytesOf = new Map(files);
  const { id, width, maxTokens } = manifest;
  return {
    dir,
    id,
    width,
    maxTokens,
    bytes(name) {
      const bytes = bytesOf.get(name);
      if (bytes === undefined) throw corrupt(`${join(dir, "manifest.json")} does not list ${name}.`);
      return bytes;
    },
  };
}

async function readManifest(dir: string): Promise<z.infer<typeof Manifest>> {
  const path = join(dir, "manifest.json");
  const bytes = await readOrMissing(path);
  try {
    return Manifest.parse(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    throw corrupt(`${path} is not the manifest of a model: ${reasonOf(error)}.`, error);
  }
}

async function readChecked(dir: string, name: string, sha256: string): Promise<Uint8Array> {
  const path = join(dir, name);
  const bytes = await readOrMissing(path);
  if (createHash("sha256").update(bytes).digest("hex") === sha256) return bytes;
  throw corrupt(
    `${path} is damaged or was changed: its ${bytes.length} bytes are not those of the manifest.`,
  );
}

async function readOrMissing(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new BotError("router.model_missing", `${path} cannot be read: ${messageOf(error)}. ${REMEDY}`, {
      cause: error,
    });
  }
}

function corrupt(message: string, cause?: unknown): BotError {
  return new BotError("router.model_corrupt", `${message} ${REMEDY}`, { cause });
}
