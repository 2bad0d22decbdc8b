import { fitSoftmax, logitsOf, softmax, type SoftmaxModel } from "./softmax-regression.ts";

/** What the linear problems say about one text. */
export interface RawScores {
  /** By agent, in the model's order. */
  readonly agents: readonly number[];
  /** By front-door label, in the model's order. */
  readonly frontDoor: readonly number[];
  /** Of "this is work for some agent". */
  readonly work: number;
  readonly wordCount: number;
}

/** Scores of an example by a model that has not seen it. */
export interface HeldOutScores {
  readonly scores: RawScores;
  /** Exactly one of them is set: an index into the scores. */
  readonly agent?: number;
  readonly frontDoor?: number;
}

/** How scores become probabilities. */
export interface Calibration {
  /** Agents' scores are divided by this before they are normalised. */
  readonly agentTemperature: number;
  /** Over the front-door labels in the model's order, and work as the last class. */
  readonly frontDoor: SoftmaxModel;
}

/** Learns from held-out examples only: a model is always surer of what it was fitted on. */
export function calibrate(heldOut: readonly HeldOutScores[], frontDoorCount: number): Calibration {
  return {
    agentTemperature: fitTemperature(heldOut),
    frontDoor: fitSoftmax(
      heldOut.map(({ scores, frontDoor }) => ({
        inputs: frontDoorInputs(scores),
        truth: frontDoor ?? frontDoorCount,
      })),
      frontDoorCount + 1,
    ),
  };
}

/** The probability of each agent, given that the text is work. */
export function agentProbabilities({ agentTemperature }: Calibration, { agents }: RawScores): number[] {
  return softmax(agents.map((score) => score / agentTemperature));
}

/** Unnormalised log-probabilities of the front-door labels and, last, of work. */
export function frontDoorLogits({ frontDoor }: Calibration, scores: RawScores): number[] {
  return logitsOf(frontDoor, frontDoorInputs(scores));
}

/** Beyond this a longer text is no surer sign of work. */
const LONG_ENOUGH_WORDS = 3;

function frontDoorInputs({ agents, frontDoor, work, wordCount }: RawScores): number[] {
  const best = agents.length === 0 ? 0 : Math.max(...agents);
  return [...frontDoor, work, best, Math.log(1 + Math.min(wordCount, LONG_ENOUGH_WORDS))];
}

const LOWEST_TEMPERATURE = 0.02;
const HIGHEST_TEMPERATURE = 2;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Golden-section search for the temperature under which the true agents are likeliest; the loss has one valley. */
function fitTemperature(heldOut: readonly HeldOutScores[]): number {
  const samples = heldOut.filter(({ agent }) => agent !== undefined);
  const loss = (logTemperature: number): number =>
    samples.reduce((sum, { scores, agent }) => {
      const shares = softmax(scores.agents.map((score) => score / Math.exp(logTemperature)));
      return sum - Math.log(Math.max(shares[agent ?? 0] ?? 0, 1e-12));
    }, 0);
  let low = Math.log(LOWEST_TEMPERATURE);
  let high = Math.log(HIGHEST_TEMPERATURE);
  while (high - low > 0.01) {
    const left = high - (high - low) * GOLDEN;
    const right = low + (high - low) * GOLDEN;
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}
