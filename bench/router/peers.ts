import { join } from "node:path";
import { isThere } from "../encoders/open-encoder.ts";

/** What is compared. `path` is a model folder or an `.onnx` graph; the linear router has none. */
export interface Peer {
  readonly id: PeerId;
  readonly label: string;
  readonly path?: string;
}

export type PeerId = "bitnet" | "twin" | "teacher" | "teacher-int8" | "linear";

const FILES: readonly (readonly [id: PeerId, label: string])[] = [
  ["twin", "fp32 twin"],
  ["teacher", "teacher, fp32"],
  ["teacher-int8", "teacher, int8"],
];

export interface Peers {
  readonly peers: readonly Peer[];
  /** Files that were looked for in vain. */
  readonly missing: readonly string[];
}

/** The shipped encoder, `twin.onnx`, `teacher.onnx` and `teacher-int8.onnx` of a folder, and the TF-IDF router. */
export async function findPeers(modelDir: string, peersDir: string | undefined): Promise<Peers> {
  const peers: Peer[] = [];
  const missing: string[] = [];
  if (await isThere(join(modelDir, "manifest.json")))
    peers.push({ id: "bitnet", label: "BitNet (shipped)", path: modelDir });
  else missing.push(join(modelDir, "manifest.json"));
  for (const [id, label] of FILES) {
    const path = join(peersDir ?? ".", `${id}.onnx`);
    if (peersDir !== undefined && (await isThere(path))) peers.push({ id, label, path });
    else missing.push(peersDir === undefined ? `${id}.onnx (no --peers folder)` : path);
  }
  return { peers: [...peers, { id: "linear", label: "TF-IDF" }], missing };
}
