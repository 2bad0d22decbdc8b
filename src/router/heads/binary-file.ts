import { createHash } from "node:crypto";
import type { z } from "zod";

/**
 * A magic word, the length of a JSON header, the header, and behind it plain numbers. The header carries a hash of
 * everything behind it, so half a file never passes for a whole one.
 */
const PREFIX_BYTES = 8;

interface Hashed {
  readonly sha256: string;
}

/** `magic` has four letters. */
export function encodeBinaryFile(magic: string, header: object, body: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify({ ...header, sha256: sha256Of(body) }));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(magic, "latin1");
  prefix.writeUInt32LE(json.length, magic.length);
  return Buffer.concat([prefix, json, body]);
}

/** Header and body of a file; undefined when it is no such file or is damaged. */
export function decodeBinaryFile<Header extends Hashed>(
  file: Buffer,
  magic: string,
  schema: z.ZodType<Header>,
): { readonly header: Header; readonly body: Buffer } | undefined {
  if (file.length < PREFIX_BYTES || file.toString("latin1", 0, magic.length) !== magic) return undefined;
  const end = PREFIX_BYTES + file.readUInt32LE(magic.length);
  const header = parseHeader(file.toString("utf8", PREFIX_BYTES, end), schema);
  const body = file.subarray(end);
  return header === undefined || header.sha256 !== sha256Of(body) ? undefined : { header, body };
}

function parseHeader<Header>(json: string, schema: z.ZodType<Header>): Header | undefined {
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
