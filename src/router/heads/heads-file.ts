import { z } from "zod";
import { decodeBinaryFile, encodeBinaryFile } from "./binary-file.ts";
import { featureCountOf } from "./features.ts";
import {
  COMPLEXITIES,
  DOORS,
  PRIORITY_TERMS,
  type HeadName,
  type Heads,
  type HeadsTuning,
  type LinearHead,
} from "./heads.ts";

const MAGIC = "SWHD";
/** Counts up whenever the same training set would give other heads, or the file another shape. */
export const HEADS_VERSION = 1;

const share = z.number().min(0).max(1);
const weights = z.strictObject({ heads: z.number().nonnegative(), linear: z.number().nonnegative() });
const Tuning = z.strictObject({
  agents: weights,
  door: weights,
  bands: z.strictObject({ routeAt: share, askAt: share }),
});

const NAMES = ["door", "primary", "support", "complexity", "priority"] as const satisfies readonly HeadName[];

const Header = z.strictObject({
  version: z.literal(HEADS_VERSION),
  sha256: z.string(),
  key: z.string(),
  encoderId: z.string(),
  width: z.number().int().positive(),
  agents: z.array(z.string()),
  /** In the order in which their weights follow. */
  heads: z.array(z.strictObject({ name: z.enum(NAMES), temperature: z.number().positive() })),
  tuning: Tuning.optional(),
});

/** Heads with what they were made of, 64 hex digits, and what was measured with them. */
export interface StoredHeads {
  readonly key: string;
  readonly heads: Heads;
  readonly tuning?: HeadsTuning;
}

/** Weights are stored in single precision, by head, class and feature. */
export function encodeHeads({ key, heads, tuning }: StoredHeads): Buffer {
  const present = NAMES.flatMap((name) => {
    const head = heads[name];
    return head === undefined ? [] : [{ name, head }];
  });
  const parts = present.map(({ head }) => Buffer.from(Float32Array.from(head.weights).buffer));
  const header = {
    version: HEADS_VERSION,
    key,
    encoderId: heads.encoderId,
    width: heads.width,
    agents: heads.agents,
    heads: present.map(({ name, head }) => ({ name, temperature: head.temperature })),
    ...(tuning === undefined ? {} : { tuning }),
  };
  return encodeBinaryFile(MAGIC, header, Buffer.concat(parts));
}

/** The heads in a file; undefined when it is no such file, is damaged, or was written by another version. */
export function decodeHeads(file: Buffer): StoredHeads | undefined {
  const read = decodeBinaryFile(file, MAGIC, Header);
  if (read === undefined) return undefined;
  const { key, encoderId, width, agents, tuning } = read.header;
  const all = new Float32Array(Uint8Array.from(read.body).buffer);
  const found: Partial<Record<HeadName, LinearHead>> = {};
  let at = 0;
  for (const { name, temperature } of read.header.heads) {
    const end = at + classCountOf(name, agents.length) * featureCountOf(width);
    found[name] = { weights: Float64Array.from(all.subarray(at, end)), temperature };
    at = end;
  }
  const { door, primary, ...rest } = found;
  if (at !== all.length || door === undefined || primary === undefined) return undefined;
  return {
    key,
    heads: { encoderId, width, agents, door, primary, ...rest },
    ...(tuning === undefined ? {} : { tuning }),
  };
}

function classCountOf(name: HeadName, agentCount: number): number {
  switch (name) {
    case "door":
      return DOORS.length;
    case "complexity":
      return COMPLEXITIES.length;
    case "priority":
      return PRIORITY_TERMS.length;
    case "primary":
    case "support":
      return agentCount;
  }
}
