import { blend } from "./create-blended-judge.ts";
import type { HeadsTuning } from "./heads.ts";
import type { HeldOutJudgement } from "./judge-held-out.ts";

/** Shares, 0 to 1, of held-out requests. */
export interface JudgeFigures {
  /** The best agent is the primary or an acceptable one; one of the best three is. */
  readonly top1: number;
  readonly top3: number;
  /** Of messages of all doors. */
  readonly door: number;
}

export type HeldOutFigures = Readonly<Record<"heads" | "linear" | "blended", JudgeFigures>>;

const HEADS = { heads: 1, linear: 0 };
const LINEAR = { heads: 0, linear: 1 };

/** How the two judges and their blend do on the same requests. */
export function describeHeldOut(
  judged: readonly HeldOutJudgement[],
  { agents, door }: HeadsTuning,
): HeldOutFigures {
  return {
    heads: figuresOf(judged, { agents: HEADS, door: HEADS }),
    linear: figuresOf(judged, { agents: LINEAR, door: LINEAR }),
    blended: figuresOf(judged, { agents, door }),
  };
}

function figuresOf(
  judged: readonly HeldOutJudgement[],
  weights: Pick<HeadsTuning, "agents" | "door">,
): JudgeFigures {
  const answers = judged.map(({ example, heads, linear }) => {
    const { agents, frontDoor } = blend(heads, linear, weights);
    const place = agents.findIndex(
      ({ agent }) => agent === example.primary || example.acceptable.includes(agent),
    );
    const [label] = [...frontDoor].sort(([, a], [, b]) => b - a)[0] ?? [];
    return { isWork: example.primary !== undefined, place, isDoorRight: label === example.door };
  });
  const work = answers.filter(({ isWork }) => isWork);
  return {
    top1: share(work.filter(({ place }) => place === 0).length, work.length),
    top3: share(work.filter(({ place }) => place >= 0 && place < 3).length, work.length),
    door: share(answers.filter(({ isDoorRight }) => isDoorRight).length, answers.length),
  };
}

function share(count: number, of: number): number {
  return count / Math.max(1, of);
}
