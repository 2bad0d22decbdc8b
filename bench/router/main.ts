import { mkdir, stat, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { filesOf, readTokenizer } from "../encoders/open-encoder.ts";
import { medianOf, type PeerFigures, type RouteFigures, type SpeedFigures } from "./figures.ts";
import { formatComparison, type Comparison } from "./format-comparison.ts";
import type { MachineLimits } from "./measure-limits.ts";
import { WARM_UP } from "./measure-speed.ts";
import { createLinearOpener } from "./open-judges.ts";
import { findPeers, type Peer } from "./peers.ts";
import { readShipped, readValidation } from "./routing-data.ts";
import { runChild } from "./run-child.ts";
import { textsOfLength } from "./texts-of-length.ts";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/router" },
    peers: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string", default: "3" },
    texts: { type: "string", default: "200" },
    cache: { type: "string", default: ".switchyard/bench" },
    out: { type: "string", default: ".switchyard/bench/router.json" },
    speed: { type: "boolean", default: true },
    routing: { type: "boolean", default: true },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  allowNegative: true,
});
const TOKENS = [16, 32, 64];
/** Load, memory and decisions are measured with the first, which is what is configured by default. */
const THREADS = [2, 1];
const rounds = values.quick ? 1 : Number(values.rounds);
const texts = values.quick ? 20 : Number(values.texts);

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const folders = { modelDir: values.model, cacheDir: values.cache, threads: THREADS };

async function textsFor(
  peer: Peer,
): Promise<{ readonly tokens: number; readonly texts: readonly string[] }[]> {
  const words = (await readValidation()).flatMap(({ text }) => text.split(/\s+/u));
  const { tokenise } = await readTokenizer(peer.path ?? values.model, values.model);
  return TOKENS.map((tokens) => ({
    tokens,
    texts: textsOfLength(words, { tokens, count: texts + WARM_UP }, (text) => tokenise(text).length),
  }));
}

/** The peers take turns, so that what changes on the machine meanwhile changes for all of them. */
async function measurePeers(peers: readonly Peer[]): Promise<readonly PeerFigures[]> {
  const speeds = new Map<Peer, SpeedFigures[]>();
  const routings = new Map<Peer, RouteFigures[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const peer of peers) {
      say(`round ${round} of ${rounds}: ${peer.label}`);
      if (values.speed) {
        const lengths = await textsFor(peer);
        const speed = await runChild<SpeedFigures>({ measure: "speed", peer, lengths, ...folders });
        speeds.set(peer, [...(speeds.get(peer) ?? []), speed]);
      }
      if (values.routing) {
        const routing = await runChild<RouteFigures>({ measure: "routing", peer, rounds: 2, ...folders });
        routings.set(peer, [...(routings.get(peer) ?? []), routing]);
      }
    }
  }
  return Promise.all(
    peers.map(async (peer) => {
      const [speed, routing] = [speeds.get(peer), routings.get(peer)];
      return {
        id: peer.id,
        label: peer.label,
        ...(peer.path === undefined ? {} : { fileBytes: await sizeOf(peer.path) }),
        ...(speed === undefined ? {} : medianOf(speed)),
        ...(routing === undefined ? {} : medianOf(routing)),
      };
    }),
  );
}

async function sizeOf(path: string): Promise<number> {
  const files = await filesOf(path, values.model);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function main(): Promise<number> {
  const { peers, missing } = await findPeers(values.model, values.peers);
  for (const file of missing) say(`${file} is not there and is left out.`);
  const wanted = values.only?.split(",");
  const chosen = peers.filter(({ id }) => wanted === undefined || wanted.includes(id));
  if (!peers.some(({ id }) => id === "bitnet")) {
    say(`There is no model in ${values.model}, whose tokenizer counts the tokens: nothing can be compared.`);
    return 2;
  }
  // Fitted once and kept: what is measured is a start that finds the model there, as all but the first do.
  await (
    await createLinearOpener(await readShipped(), folders)
  )();
  const limits = await runChild<MachineLimits>({
    measure: "limits",
    tokens: TOKENS,
    threads: THREADS.toSorted((a, b) => a - b),
    runs: texts,
  });
  const comparison: Comparison = {
    machine: `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores`,
    node: process.versions.node,
    rounds,
    textsOfEachLength: texts,
    peers: await measurePeers(chosen),
    missing,
    limits,
  };
  await mkdir(dirname(values.out), { recursive: true });
  const json = `${JSON.stringify(comparison, undefined, 2)}\n`;
  await writeFile(values.out, json);
  process.stdout.write(values.json ? json : `${formatComparison(comparison)}\n\nAs JSON: ${values.out}\n`);
  return 0;
}

process.exitCode = await main();
