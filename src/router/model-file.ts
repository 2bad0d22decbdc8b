import { createHash } from "node:crypto";
import { z } from "zod";
import type { LinearModel } from "./linear-model.ts";

/**
 * A fitted model as bytes: a magic word, the length of a JSON header, the header, and behind it the arrays. The
 * header carries a hash of everything behind it, so half a file never passes for a model.
 */
const MAGIC = "SWLM";
const PREFIX_BYTES = 8;

const numbers = z.array(z.number());
const Header = z.strictObject({
  key: z.string(),
  sha256: z.string(),
  agents: z.array(z.string()),
  frontDoorLabels: z.array(z.string()),
  featureCount: z.number().int().nonnegative(),
  wordCount: z.number().int().nonnegative(),
  unseenIdf: z.number(),
  calibration: z.strictObject({
    agentTemperature: z.number().positive(),
    frontDoor: z.strictObject({
      means: numbers,
      deviations: numbers,
      weights: z.array(numbers),
      biases: numbers,
    }),
  }),
});

/** `key` names what the model was fitted on. */
export function encodeModel(model: LinearModel, key: string): Buffer {
  const { space, weights } = model;
  const body = Buffer.concat(
    [space.hashes, space.idf, weights.scales, weights.biases, weights.values].map(toBytes),
  );
  const header: z.infer<typeof Header> = {
    key,
    sha256: sha256(body),
    agents: [...model.agents],
    frontDoorLabels: [...model.frontDoorLabels],
    featureCount: space.hashes.length,
    wordCount: space.wordCount,
    unseenIdf: space.unseenIdf,
    calibration: structuredClone(model.calibration) as z.infer<typeof Header>["calibration"],
  };
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(json.length, MAGIC.length);
  return Buffer.concat([prefix, json, body]);
}

/** What the model in a file was fitted on; undefined when the file is no model. */
export function keyInFile(file: Buffer): string | undefined {
  return readHeader(file)?.key;
}

/** The model in a file; undefined when the file is no such model, is damaged, or has another key. */
export function decodeModel(file: Buffer, key: string): LinearModel | undefined {
  const header = readHeader(file);
  if (header?.key !== key) return undefined;
  const body = file.subarray(PREFIX_BYTES + file.readUInt32LE(MAGIC.length));
  const problemCount = header.agents.length + header.frontDoorLabels.length + 1;
  const { featureCount } = header;
  const expected = 8 * featureCount + 8 * problemCount + featureCount * problemCount;
  if (body.length !== expected || sha256(body) !== header.sha256) return undefined;
  // A copy of its own, since typed arrays need their start aligned.
  const bytes = Uint8Array.from(body).buffer;
  let at = 0;
  const next = (length: number): [ArrayBuffer, number] => {
    const from = at;
    at += length;
    return [bytes, from];
  };
  const space = {
    hashes: new Int32Array(...next(4 * featureCount), featureCount),
    idf: new Float32Array(...next(4 * featureCount), featureCount),
    wordCount: header.wordCount,
    unseenIdf: header.unseenIdf,
  };
  const weights = {
    scales: new Float32Array(...next(4 * problemCount), problemCount),
    biases: new Float32Array(...next(4 * problemCount), problemCount),
    values: new Int8Array(...next(featureCount * problemCount), featureCount * problemCount),
  };
  const { agents, frontDoorLabels, calibration } = header;
  return { agents, frontDoorLabels, space, weights, calibration };
}

function readHeader(file: Buffer): z.infer<typeof Header> | undefined {
  if (file.length < PREFIX_BYTES || file.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const length = file.readUInt32LE(MAGIC.length);
  try {
    const json: unknown = JSON.parse(file.toString("utf8", PREFIX_BYTES, PREFIX_BYTES + length));
    return Header.safeParse(json).data;
  } catch {
    return undefined;
  }
}

function toBytes(array: Int32Array | Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
