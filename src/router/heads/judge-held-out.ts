import type { Judgement } from "../judgement.ts";
import { createJudge, fitLinearModel } from "../linear-model.ts";
import { softmax } from "../softmax-regression.ts";
import { toTrainingLines } from "../training-lines.ts";
import type { EmbeddedSet } from "./embed-training-set.ts";
import { scoreHeldOut, toFolds } from "./fit-heads.ts";
import { fitTemperature } from "./fit-temperature.ts";
import { toHeadProblem } from "./head-problem.ts";
import { DOORS, type HeadName } from "./heads.ts";
import type { TrainingExample } from "./training-set.ts";

/** An example with what two judges make of it that were fitted without it. */
export interface HeldOutJudgement {
  readonly example: TrainingExample;
  readonly heads: Judgement;
  readonly linear: Judgement;
}

/** Judges each tested example of a set by heads and linear model of the other folds: minutes for thousands of lines. */
export async function judgeHeldOut(embedded: EmbeddedSet): Promise<HeldOutJudgement[]> {
  const { set } = embedded;
  const doors = await scoreTested("door", embedded);
  const agents = await scoreTested("primary", embedded);
  const linear = await judgeLinear(embedded);
  const judged: HeldOutJudgement[] = [];
  for (const [index, door] of doors) {
    const example = set.examples[index];
    const other = linear.get(index);
    if (example === undefined || other === undefined) continue;
    // A message that is no work has no agent that could be right.
    const shares = softmax(agents.get(index) ?? set.agents.map(() => 0));
    judged.push({
      example,
      linear: other,
      heads: {
        agents: set.agents
          .map((agent, at) => ({ agent, probability: shares[at] ?? 0 }))
          .sort((a, b) => b.probability - a.probability),
        frontDoor: new Map(DOORS.map((label, at) => [label, door[at] ?? 0])),
        isReadable: true,
      },
    });
  }
  return judged;
}

/** Scores divided by the temperature, by index of the example. */
async function scoreTested(name: HeadName, embedded: EmbeddedSet): Promise<Map<number, number[]>> {
  const heldOut = await scoreHeldOut(toHeadProblem(name, embedded.set), embedded);
  const temperature = fitTemperature(heldOut);
  const { examples, scores, targetCount } = heldOut;
  return new Map(
    examples.map((index, row) => [
      index,
      Array.from(scores.subarray(row * targetCount, (row + 1) * targetCount), (score) => score / temperature),
    ]),
  );
}

async function judgeLinear({ set }: EmbeddedSet): Promise<Map<number, Judgement>> {
  const foldOf = toFolds(set);
  const judged = new Map<number, Judgement>();
  for (const fold of new Set(foldOf.values())) {
    const others = set.examples.filter((_, index) => foldOf.get(index) !== fold);
    const judge = createJudge(await fitLinearModel(toTrainingLines({ ...set, examples: others })));
    for (const [index, { text }] of set.examples.entries())
      if (foldOf.get(index) === fold) judged.set(index, judge(text));
  }
  return judged;
}
