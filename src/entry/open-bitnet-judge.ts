import type { SentenceEncoder } from "../encoder/sentence-encoder.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import { createBitnetJudge } from "../router/heads/create-bitnet-judge.ts";
import type { NamedJudge } from "../router/judging.ts";
import { openTrainingSet, type TrainingPlaces } from "./open-training-set.ts";

export interface BitnetJudgeOptions extends Omit<TrainingPlaces, "shippedDir"> {
  /** With the shipped heads and vectors. */
  readonly modelDir: string;
  /** Where fitted heads and new vectors are kept; absent: nowhere. */
  readonly cacheDir?: string;
  /** Fits and writes nothing, and rejects with `router.not_fitted` in its place. */
  readonly isReadOnly?: boolean;
}

/**
 * The judge of the BitNet router for one version of the agents, loaded or fitted on vectors of the encoder. Rejects
 * with `router.bad_examples` when training requests cannot be used.
 */
export async function openBitnetJudge(
  definitions: DefinitionSet,
  encoder: SentenceEncoder,
  options: BitnetJudgeOptions,
): Promise<NamedJudge> {
  const { modelDir, cacheDir, isReadOnly = false } = options;
  const set = await openTrainingSet(definitions, { ...options, shippedDir: modelDir });
  return createBitnetJudge(set, encoder, {
    shippedDir: modelDir,
    isReadOnly,
    ...(cacheDir === undefined ? {} : { cacheDir }),
  });
}
