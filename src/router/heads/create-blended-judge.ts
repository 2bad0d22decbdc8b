import type { RankedAgent } from "../component-prior.ts";
import type { Judge, Judgement } from "../judgement.ts";
import { softmax } from "../softmax-regression.ts";
import type { BlendWeights, HeadsTuning } from "./heads.ts";

export interface BlendedJudges {
  readonly heads: Judge;
  readonly linear: Judge;
}

type Weights = Pick<HeadsTuning, "agents" | "door">;

/**
 * Two judges as one: the heads know what a request means, the linear one which words this project uses, and together
 * they are right more often than either. Log-probabilities are weighted and added; all that only the heads tell is
 * theirs. A text that the linear judge cannot read is left to the heads.
 */
export function createBlendedJudge({ heads, linear }: BlendedJudges, weights: Weights): Judge {
  return async (text) => {
    const [own, other] = await Promise.all([heads(text), linear(text)]);
    return blend(own, other, weights);
  };
}

/** What the blended judge makes of two judgements. */
export function blend(heads: Judgement, linear: Judgement, weights: Weights): Judgement {
  if (!linear.isReadable) return heads;
  return {
    ...heads,
    agents: blendAgents(heads.agents, linear.agents, weights.agents),
    frontDoor: blendDoors(heads.frontDoor, linear.frontDoor, weights.door),
  };
}

/** Below this one judge's no would be final. */
const LEAST = 1e-6;

/** An agent that the linear judge does not know gets its least. */
function blendAgents(
  heads: readonly RankedAgent[],
  linear: readonly RankedAgent[],
  weights: BlendWeights,
): RankedAgent[] {
  const others = new Map(linear.map(({ agent, probability }) => [agent, probability]));
  const shares = softmax(
    heads.map(
      ({ agent, probability }) =>
        weights.heads * Math.log(Math.max(LEAST, probability)) +
        weights.linear * Math.log(Math.max(LEAST, others.get(agent) ?? 0)),
    ),
  );
  return heads
    .map(({ agent }, at) => ({ agent, probability: shares[at] ?? 0 }))
    .sort((a, b) => b.probability - a.probability || (a.agent < b.agent ? -1 : 1));
}

function blendDoors(
  heads: ReadonlyMap<string, number>,
  linear: ReadonlyMap<string, number>,
  weights: BlendWeights,
): ReadonlyMap<string, number> {
  const own = logShares(heads);
  const others = logShares(linear);
  return new Map(
    [...own].map(([label, value]) => [
      label,
      weights.heads * value + weights.linear * (others.get(label) ?? Math.log(LEAST)),
    ]),
  );
}

function logShares(logits: ReadonlyMap<string, number>): Map<string, number> {
  const shares = softmax([...logits.values()]);
  return new Map([...logits.keys()].map((label, at) => [label, Math.log(Math.max(LEAST, shares[at] ?? 0))]));
}
