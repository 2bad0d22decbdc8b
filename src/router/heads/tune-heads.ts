import { decideFrontDoor } from "../../frontdoor/front-door.ts";
import type { Bands } from "../judging.ts";
import type { Judgement } from "../judgement.ts";
import { softmax } from "../softmax-regression.ts";
import { WORK_SHARE } from "../training-lines.ts";
import { blend } from "./create-blended-judge.ts";
import type { BlendWeights, HeadsTuning } from "./heads.ts";
import type { HeldOutJudgement } from "./judge-held-out.ts";
import type { TrainingExample } from "./training-set.ts";

/** For heads without figures of their own. */
export const DEFAULT_BLEND: Pick<HeadsTuning, "agents" | "door"> = {
  agents: { heads: 0.6, linear: 0.6 },
  door: { heads: 0.6, linear: 0.4 },
};

const PRECISION = 0.95;
/** Share of work that may be turned away without a question because nobody seems likely. */
const TURNED_AWAY = 0.02;

/** Blend and bands that are best for judgements of examples that the judges had not seen. */
export function tuneHeads(judged: readonly HeldOutJudgement[]): HeadsTuning {
  const agents = fitWeights((weights) => agentLoss(judged, weights));
  const door = fitWeights((weights) => doorLoss(judged, weights));
  return { agents, door, bands: findBands(judged, { agents, door }) };
}

/** The weights with the lowest loss, by a search that narrows around the best so far. */
function fitWeights(lossAt: (weights: BlendWeights) => number): BlendWeights {
  let best = { heads: 0.6, linear: 0.6 };
  let least = lossAt(best);
  for (let step = 0.4; step > 0.01;) {
    let improved = false;
    for (const candidate of around(best, step)) {
      const loss = lossAt(candidate);
      if (loss >= least) continue;
      [best, least, improved] = [candidate, loss, true];
    }
    if (!improved) step /= 2;
  }
  return { heads: round(best.heads), linear: round(best.linear) };
}

function around({ heads, linear }: BlendWeights, step: number): BlendWeights[] {
  return [-step, 0, step].flatMap((a) =>
    [-step, 0, step].map((b) => ({ heads: Math.max(0, heads + a), linear: Math.max(0, linear + b) })),
  );
}

function agentLoss(judged: readonly HeldOutJudgement[], agents: BlendWeights): number {
  let loss = 0;
  for (const { example, heads, linear } of judged) {
    if (example.primary === undefined) continue;
    const right = blend(heads, linear, { ...DEFAULT_BLEND, agents })
      .agents.filter(({ agent }) => isRight(example, agent))
      .reduce((sum, { probability }) => sum + probability, 0);
    loss -= Math.log(Math.max(1e-9, right));
  }
  return loss;
}

/** Examples count so that work has its usual share. */
function doorLoss(judged: readonly HeldOutJudgement[], door: BlendWeights): number {
  const sums = { work: [0, 0], other: [0, 0] };
  for (const { example, heads, linear } of judged) {
    const { frontDoor } = blend(heads, linear, { ...DEFAULT_BLEND, door });
    const shares = softmax([...frontDoor.values()]);
    const share = shares[[...frontDoor.keys()].indexOf(example.door)] ?? 0;
    const sum = example.door === "work" ? sums.work : sums.other;
    sum[0] = (sum[0] ?? 0) - Math.log(Math.max(1e-9, share));
    sum[1] = (sum[1] ?? 0) + 1;
  }
  return WORK_SHARE * mean(sums.work) + (1 - WORK_SHARE) * mean(sums.other);
}

interface Answer {
  readonly confidence: number;
  readonly isRight: boolean;
  readonly isWork: boolean;
}

/**
 * `routeAt`: the lowest confidence from which 95 % of the answers are right. `askAt`: below it lie two of a hundred
 * requests.
 */
function findBands(
  judged: readonly HeldOutJudgement[],
  weights: Pick<HeadsTuning, "agents" | "door">,
): Bands {
  const answers = judged
    .flatMap(({ example, heads, linear }) => toAnswer(example, blend(heads, linear, weights)))
    .sort((a, b) => b.confidence - a.confidence);
  let routeAt = 1;
  let right = 0;
  for (const [index, answer] of answers.entries()) {
    if (answer.isRight) right += 1;
    if (right / (index + 1) >= PRECISION) routeAt = answer.confidence;
  }
  const work = answers.filter(({ isWork }) => isWork);
  const askAt = work[Math.floor(work.length * (1 - TURNED_AWAY))]?.confidence ?? 0;
  return { routeAt: round(routeAt), askAt: round(Math.min(askAt, routeAt)) };
}

function toAnswer(example: TrainingExample, { agents, frontDoor }: Judgement): Answer[] {
  const door = decideFrontDoor(frontDoor);
  const best = agents[0];
  if (door.frontDoor !== "work" || !door.isInScope || best === undefined) return [];
  return [
    {
      confidence: door.workProbability * best.probability,
      isRight: isRight(example, best.agent),
      isWork: example.door === "work",
    },
  ];
}

function isRight({ primary, acceptable }: TrainingExample, agent: string): boolean {
  return agent === primary || acceptable.includes(agent);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function mean([sum = 0, count = 0]: readonly number[]): number {
  return sum / Math.max(1, count);
}
