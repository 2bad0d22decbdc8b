import { join } from "node:path";
import { writeWhole } from "../../files/write-whole.ts";
import type { SentenceEncoder } from "../../encoder/sentence-encoder.ts";
import { fitLinearModel } from "../linear-model.ts";
import { encodeShippedModel } from "../model-cache.ts";
import { toTrainingLines } from "../training-lines.ts";
import { encodeMissing, toEmbeddedSet } from "./embed-training-set.ts";
import { createEmbeddingStore, encodeEmbeddings } from "./embedding-store.ts";
import { fitHeads } from "./fit-heads.ts";
import type { HeadsTuning } from "./heads.ts";
import { encodeHeads } from "./heads-file.ts";
import { judgeHeldOut } from "./judge-held-out.ts";
import { keyOfSet, readStore } from "./load-or-fit-heads.ts";
import { describeHeldOut, type HeldOutFigures } from "./describe-held-out.ts";
import type { TrainingSet } from "./training-set.ts";
import { tuneHeads } from "./tune-heads.ts";

export interface BuildHeadsOptions {
  readonly set: TrainingSet;
  readonly encoder: Pick<SentenceEncoder, "id" | "width" | "encodeAll">;
  /** Where `heads.bin`, `embeddings.bin` and `linear.bin` go; vectors that are there already are used. */
  readonly dir: string;
  /** Told what is done next. */
  readonly onStep: (step: string) => void;
}

export interface BuiltHeads {
  readonly tuning: HeadsTuning;
  /** On requests that encoder, heads and linear model had not seen. */
  readonly figures: HeldOutFigures;
}

/** Makes the files that are shipped beside the encoder, for one training set: minutes. */
export async function buildHeads({ set, encoder, dir, onStep }: BuildHeadsOptions): Promise<BuiltHeads> {
  const store = createEmbeddingStore(encoder.id, encoder.width);
  const known = await readStore(join(dir, "embeddings.bin"), encoder.id);
  if (known !== undefined) store.merge(known);
  onStep(`encoding what is new of ${set.examples.length} texts`);
  await encodeMissing(set, encoder, store);
  onStep("fitting the heads");
  const embedded = toEmbeddedSet(set, store);
  const heads = await fitHeads(embedded);
  onStep("fitting the linear model");
  const lines = toTrainingLines(set);
  const linear = encodeShippedModel(lines, await fitLinearModel(lines));
  onStep("judging requests that were left out");
  const judged = await judgeHeldOut(embedded);
  const tuning = tuneHeads(judged);
  await writeWhole(
    join(dir, "embeddings.bin"),
    encodeEmbeddings(store.only(set.examples.map(({ text }) => text))),
  );
  await writeWhole(join(dir, linear.name), linear.bytes);
  await writeWhole(join(dir, "heads.bin"), encodeHeads({ key: keyOfSet(set, encoder.id), heads, tuning }));
  return { tuning, figures: describeHeldOut(judged, tuning) };
}
