import type { SentenceEncoder } from "../../src/encoder/sentence-encoder.ts";
import { createRouterSource, type RouterParts } from "../../src/entry/router-source.ts";
import { silentLogger } from "../../src/log/logger.ts";
import type { DefinitionSet } from "../../src/orchestration/read-definitions.ts";
import { answerAll, toEvaluation } from "../../src/router/evaluation/evaluate-router.ts";
import type { LabelledRequest } from "../../src/router/labelled-set.ts";
import type { Router } from "../../src/router/route.ts";
import { openEncoder, readTokenizer } from "../encoders/open-encoder.ts";
import { toLatency, type Accuracy, type RouteFigures } from "./figures.ts";
import { createLinearOpener, openHeads, openWhole } from "./open-judges.ts";
import type { Folders } from "./peer-process.ts";
import type { Peer } from "./peers.ts";
import { readValidation } from "./routing-data.ts";

export interface RoutingOptions extends Folders {
  readonly peer: Peer;
  /** How often each text is decided on. */
  readonly rounds: number;
}

const SHORTEST = 16;
const LONGEST = 32;
const WARM_UP = 20;

/**
 * Routers with this peer inside: how often heads alone and the whole judge are right on the validation requests, and
 * how long a decision of the whole router takes.
 */
export async function measureRouting(set: DefinitionSet, options: RoutingOptions): Promise<RouteFigures> {
  const { peer, modelDir } = options;
  const items = await readValidation();
  const { tokenise } = await readTokenizer(modelDir, modelDir);
  const usual = items.filter(({ text }) => {
    const length = tokenise(text).length;
    return length >= SHORTEST && length <= LONGEST;
  });
  const whole = await openRouter(set, options, openWhole);
  const router = await measureAccuracy(whole.router, items);
  const texts = usual.map(({ text }) => text);
  const decision = toLatency(await timeDecisions(whole.router, texts, options.rounds));
  await whole.close();
  const figures = { router, decision, decisionTexts: texts.length };
  if (peer.path === undefined) return figures;
  const alone = await openRouter(set, options, openHeads);
  const heads = await measureAccuracy(alone.router, items);
  await alone.close();
  return { heads, ...figures };
}

interface OpenedRouter {
  readonly router: Router;
  readonly close: () => Promise<void>;
}

async function openRouter(
  set: DefinitionSet,
  { peer, ...places }: RoutingOptions,
  openJudge: typeof openWhole,
): Promise<OpenedRouter> {
  const { modelDir, threads } = places;
  const openLinear = await createLinearOpener(set, places);
  const parts: RouterParts = {
    openEncoder: async () => openEncoder(peer.path ?? "", { threads: threads[0] ?? 1, shippedDir: modelDir }),
    openBitnet: async (definitions, encoder: SentenceEncoder) => openJudge(definitions, encoder, places),
    openLinear: async () => ({ name: "linear", judge: await openLinear() }),
  };
  const kind = peer.path === undefined ? "linear" : "bitnet";
  const source = await createRouterSource({ kind, parts, log: silentLogger });
  const router = await source.routerFor(set);
  if (source.standsIn !== undefined) throw new Error(`${peer.label}: ${source.standsIn.message}`);
  return { router, close: async () => source.close() };
}

async function measureAccuracy(router: Router, items: readonly LabelledRequest[]): Promise<Accuracy> {
  const { top1, top3 } = toEvaluation(await answerAll(router, items));
  return { top1: top1 ?? 0, top3: top3 ?? 0 };
}

async function timeDecisions(router: Router, texts: readonly string[], rounds: number): Promise<number[]> {
  for (const text of texts.slice(0, WARM_UP)) await router.route(text);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const text of texts) {
      const start = performance.now();
      await router.route(text);
      times.push(performance.now() - start);
    }
  }
  return times;
}
