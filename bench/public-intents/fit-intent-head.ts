import type { DenseRows } from "../../src/router/heads/dense-kernels.ts";
import { scoreRows } from "../../src/router/heads/dense-kernels.ts";
import { fitLinearHead } from "../../src/router/heads/fit-linear-head.ts";
import { softmax } from "../../src/router/softmax-regression.ts";
import type { HeadSamples, IntentHead } from "./intent-head.ts";

/**
 * Multinomial logistic regression with the router's own solver. `cost` is how much the error of one text counts
 * against the squared weights, as LIBLINEAR has it; the solver wants the same as a ridge on the mean loss.
 */
export async function fitIntentHead(samples: HeadSamples, cost: number): Promise<IntentHead> {
  const { vectors, classes, classCount } = samples;
  const rows = toRows(vectors);
  const targets = new Float32Array(rows.count * classCount);
  classes.forEach((label, row) => {
    targets[row * classCount + label] = 1;
  });
  const weights = await fitLinearHead({
    rows,
    link: "softmax",
    targets,
    targetCount: classCount,
    weights: new Float32Array(rows.count).fill(1),
    ridge: 1 / (2 * cost * rows.count),
  });
  const scores = new Float64Array(classCount);
  return {
    probabilities(vector) {
      scoreRows(toRows([vector]), weights, scores, { from: 0, to: 1 });
      return softmax([...scores]);
    },
  };
}

/** The vectors one after the other, each with a 1 behind it for the bias. */
function toRows(vectors: readonly Float32Array[]): DenseRows {
  const width = (vectors[0]?.length ?? 0) + 1;
  const values = new Float64Array(vectors.length * width);
  vectors.forEach((vector, row) => {
    values.set(vector, row * width);
    values[row * width + width - 1] = 1;
  });
  return { values, count: vectors.length, width };
}
