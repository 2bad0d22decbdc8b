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

const STEPS = 400;
const LEARNING_RATE = 0.1;
const MOMENTUM = 0.9;
const RIDGE = 1e-3;

/** Multinomial logistic regression by gradient descent with momentum; deterministic, convex, meant for few inputs. */
export function fitSoftmax(samples: readonly SoftmaxSample[], classCount: number): SoftmaxModel {
  const inputCount = samples[0]?.inputs.length ?? 0;
  const columns = Array.from({ length: inputCount }, (_, input) => samples.map(({ inputs }) => inputs[input] ?? 0));
  const means = columns.map(mean);
  const deviations = columns.map((column, input) => deviation(column, means[input] ?? 0));
  const rows = samples.map(({ inputs }) => standardise(inputs, means, deviations));
  // One extra input of 1 carries the bias.
  const weights = Array.from({ length: classCount }, () => new Float64Array(inputCount + 1));
  const speeds = weights.map((row) => row.slice());

  for (let step = 0; step < STEPS; step += 1) {
    const gradients = weights.map((row) => row.map((weight, input) => (input < inputCount ? RIDGE * weight : 0)));
    for (const [index, { truth }] of samples.entries()) {
      const row = rows[index] ?? [];
      addGradient(gradients, { row, truth, probabilities: softmax(weights.map((weight) => logit(weight, row))), scale: 1 / samples.length });
    }
    for (const [at, weight] of weights.entries()) descend(weight, speeds[at], gradients[at]);
  }
  return {
    means,
    deviations,
    weights: weights.map((row) => [...row.subarray(0, inputCount)]),
    biases: weights.map((row) => row[inputCount] ?? 0),
  };
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

interface Contribution {
  readonly row: readonly number[];
  readonly truth: number;
  readonly probabilities: readonly number[];
  readonly scale: number;
}

function addGradient(gradients: readonly Float64Array[], { row, truth, probabilities, scale }: Contribution): void {
  for (const [at, gradient] of gradients.entries()) {
    const error = ((probabilities[at] ?? 0) - (at === truth ? 1 : 0)) * scale;
    for (const [input, value] of row.entries()) gradient[input] = (gradient[input] ?? 0) + error * value;
    gradient[row.length] = (gradient[row.length] ?? 0) + error;
  }
}

function descend(weights: Float64Array, speeds: Float64Array | undefined, gradient: Float64Array | undefined): void {
  if (speeds === undefined || gradient === undefined) return;
  for (let input = 0; input < weights.length; input += 1) {
    const speed = MOMENTUM * (speeds[input] ?? 0) - LEARNING_RATE * (gradient[input] ?? 0);
    speeds[input] = speed;
    weights[input] = (weights[input] ?? 0) + speed;
  }
}

function logit(weights: Float64Array, row: readonly number[]): number {
  let sum = weights[row.length] ?? 0;
  for (const [input, value] of row.entries()) sum += (weights[input] ?? 0) * value;
  return sum;
}

function standardise(inputs: readonly number[], means: readonly number[], deviations: readonly number[]): number[] {
  return inputs.map((value, input) => (value - (means[input] ?? 0)) / (deviations[input] ?? 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function deviation(values: readonly number[], middle: number): number {
  const variance = mean(values.map((value) => (value - middle) ** 2));
  return variance > 0 ? Math.sqrt(variance) : 1;
}
