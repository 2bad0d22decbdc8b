/** Probabilities of a few classes from a few numbers: inputs are standardised, then weighted and normalised. */
export interface SoftmaxModel {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** By class, then by input. */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

export interface SoftmaxSample {
  readonly inputs: readonly number[];
  /** Index of the true class. */
  readonly truth: number;
}

const STEPS = 100;
const LEARNING_RATE = 0.5;
const MOMENTUM = 0.9;
const RIDGE = 1e-3;

/** Multinomial logistic regression by gradient descent with momentum; deterministic, convex, for few inputs. */
export function fitSoftmax(samples: readonly SoftmaxSample[], classCount: number): SoftmaxModel {
  const inputCount = samples[0]?.inputs.length ?? 0;
  const columns = Array.from({ length: inputCount }, (_, input) =>
    samples.map(({ inputs }) => inputs[input] ?? 0),
  );
  const means = columns.map(mean);
  const deviations = columns.map((column, input) => deviation(column, means[input] ?? 0));
  // One more input, always 1, carries the bias.
  const rows = samples.map(({ inputs }) => Float64Array.of(...standardise(inputs, means, deviations), 1));
  const truths = samples.map(({ truth }) => truth);
  const weights = new Float64Array(classCount * (inputCount + 1));
  const speeds = new Float64Array(weights.length);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = gradientOf(weights, rows, truths);
    for (let at = 0; at < weights.length; at += 1) {
      const ridge = at % (inputCount + 1) === inputCount ? 0 : RIDGE * (weights[at] ?? 0);
      speeds[at] = MOMENTUM * (speeds[at] ?? 0) - LEARNING_RATE * ((gradient[at] ?? 0) + ridge);
      weights[at] = (weights[at] ?? 0) + (speeds[at] ?? 0);
    }
  }
  const byClass = Array.from({ length: classCount }, (_, at) => [
    ...weights.subarray(at * (inputCount + 1), (at + 1) * (inputCount + 1)),
  ]);
  return {
    means,
    deviations,
    weights: byClass.map((row) => row.slice(0, inputCount)),
    biases: byClass.map((row) => row[inputCount] ?? 0),
  };
}

/** Mean gradient of the log loss, laid out like the weights: by class, then by input. */
function gradientOf(
  weights: Float64Array,
  rows: readonly Float64Array[],
  truths: readonly number[],
): Float64Array {
  const gradient = new Float64Array(weights.length);
  const width = rows[0]?.length ?? 1;
  const logits = Array.from({ length: weights.length / width }, () => 0);
  for (const [index, row] of rows.entries()) {
    for (let at = 0; at < logits.length; at += 1) logits[at] = dot(weights, at * width, row);
    for (const [at, probability] of softmax(logits).entries()) {
      const error = (probability - (at === truths[index] ? 1 : 0)) / rows.length;
      addScaled(gradient, at * width, row, error);
    }
  }
  return gradient;
}

function dot(weights: Float64Array, first: number, row: Float64Array): number {
  let sum = 0;
  for (let input = 0; input < row.length; input += 1)
    sum += (weights[first + input] ?? 0) * (row[input] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, first: number, row: Float64Array, scale: number): void {
  for (let input = 0; input < row.length; input += 1) {
    target[first + input] = (target[first + input] ?? 0) + scale * (row[input] ?? 0);
  }
}

/** The unnormalised log-probability of each class. */
export function logitsOf(model: SoftmaxModel, inputs: readonly number[]): number[] {
  const row = standardise(inputs, model.means, model.deviations);
  return model.weights.map((weights, at) =>
    weights.reduce((sum, weight, input) => sum + weight * (row[input] ?? 0), model.biases[at] ?? 0),
  );
}

/** Probabilities from logits; -Infinity gives exactly 0. All -Infinity gives all 0. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  if (highest === -Infinity) return logits.map(() => 0);
  const powers = logits.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function standardise(
  inputs: readonly number[],
  means: readonly number[],
  deviations: readonly number[],
): number[] {
  return inputs.map((value, input) => (value - (means[input] ?? 0)) / (deviations[input] ?? 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function deviation(values: readonly number[], middle: number): number {
  const variance = mean(values.map((value) => (value - middle) ** 2));
  return variance > 0 ? Math.sqrt(variance) : 1;
}
