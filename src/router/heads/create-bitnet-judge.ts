import type { SentenceEncoder } from "../../encoder/sentence-encoder.ts";
import type { NamedJudge } from "../judging.ts";
import { openLinearJudge } from "../linear-judge.ts";
import { createBlendedJudge } from "./create-blended-judge.ts";
import { createHeadsJudge } from "./create-heads-judge.ts";
import { loadOrFitHeads, type HeadsPlaces } from "./load-or-fit-heads.ts";
import { createFindNearest } from "./nearest-examples.ts";
import { DEFAULT_BLEND } from "./tune-heads.ts";
import type { TrainingSet } from "./training-set.ts";
import { readTrainingSet } from "./training-set-file.ts";

/**
 * The judge of the BitNet router: encoder and heads, blended with the linear judge fitted on the same examples. Heads
 * and linear model come from the files that fit, or are fitted here. Rejects when the encoder does.
 */
export async function createBitnetJudge(
  set: TrainingSet,
  encoder: SentenceEncoder,
  places: HeadsPlaces,
): Promise<NamedJudge> {
  let read: Promise<TrainingSet | undefined> | undefined;
  const shippedSet = async (): Promise<TrainingSet | undefined> =>
    (read ??= readTrainingSet(places.shippedDir));
  const all = { shippedSet, ...places };
  const { heads, store, tuning } = await loadOrFitHeads(set, encoder, all);
  const meaning = createHeadsJudge(heads, encoder, { findNearest: createFindNearest(set, store) });
  const linear = await openLinearJudge(set, all);
  return {
    name: "bitnet",
    judge: createBlendedJudge({ heads: meaning, linear }, tuning ?? DEFAULT_BLEND),
    ...(tuning === undefined ? {} : { bands: tuning.bands }),
  };
}
