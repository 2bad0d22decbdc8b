import { join } from "node:path";
import type { SentenceEncoder } from "../../src/encoder/sentence-encoder.ts";
import { openBitnetJudge } from "../../src/entry/open-bitnet-judge.ts";
import { openTrainingSet } from "../../src/entry/open-training-set.ts";
import type { DefinitionSet } from "../../src/orchestration/read-definitions.ts";
import { createHeadsJudge } from "../../src/router/heads/create-heads-judge.ts";
import { loadOrFitHeads } from "../../src/router/heads/load-or-fit-heads.ts";
import { createFindNearest } from "../../src/router/heads/nearest-examples.ts";
import type { Judge } from "../../src/router/judgement.ts";
import type { NamedJudge } from "../../src/router/judging.ts";
import { openLinearJudge } from "../../src/router/linear-judge.ts";
import { AGENT_DIR } from "./routing-data.ts";

export interface JudgePlaces {
  readonly modelDir: string;
  /** Vectors, heads and models that later runs use again. */
  readonly cacheDir: string;
}

/** The shipped requests, for a project without a vocabulary of its own and users who taught it nothing. */
const SOURCES = { agentDir: AGENT_DIR, project: { components: [] }, learned: [] };

/** Reads what the linear judge learns from, now, so that opening it takes as long as it does in the product. */
export async function createLinearOpener(
  set: DefinitionSet,
  { cacheDir }: JudgePlaces,
): Promise<() => Promise<Judge>> {
  const training = await openTrainingSet(set, SOURCES);
  return async () => openLinearJudge(training, { cacheDir });
}

/**
 * Heads on any encoder's vectors, and nothing besides. They are fitted here for each encoder in the same way; those
 * that come with the model, which it alone has, stay out of it.
 */
export async function openHeads(
  set: DefinitionSet,
  encoder: SentenceEncoder,
  places: JudgePlaces,
): Promise<NamedJudge> {
  const training = await openTrainingSet(set, SOURCES);
  const cacheDir = cacheOf(encoder, places);
  const { heads, store } = await loadOrFitHeads(training, encoder, {
    shippedDir: join(cacheDir, "no-shipped-heads"),
    cacheDir,
  });
  const findNearest = createFindNearest(training, store);
  return { name: "bitnet", judge: createHeadsJudge(heads, encoder, { findNearest }) };
}

/** The judge of the product with any encoder inside: heads and words. */
export async function openWhole(
  set: DefinitionSet,
  encoder: SentenceEncoder,
  places: JudgePlaces,
): Promise<NamedJudge> {
  const cacheDir = cacheOf(encoder, places);
  return openBitnetJudge(set, encoder, { ...SOURCES, modelDir: places.modelDir, cacheDir });
}

function cacheOf(encoder: SentenceEncoder, { cacheDir }: JudgePlaces): string {
  return join(cacheDir, "heads", encoder.id.slice(0, 16));
}
