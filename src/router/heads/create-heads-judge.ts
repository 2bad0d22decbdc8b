import type { SentenceEncoder } from "../../encoder/sentence-encoder.ts";
import type { Judge, PriorityEstimate } from "../judgement.ts";
import { softmax } from "../softmax-regression.ts";
import { scoreRows } from "./dense-kernels.ts";
import { featureCountOf, writeFeatures } from "./features.ts";
import { COMPLEXITIES, DOORS, PRIORITY_MOST, PRIORITY_TERMS, type Heads, type LinearHead } from "./heads.ts";
import type { FindNearest } from "./nearest-examples.ts";

export interface HeadsJudgeOptions {
  /** Absent: decisions are explained without examples. */
  readonly findNearest?: FindNearest;
}

/**
 * The judge that reads meaning: the encoder's vector of a text, judged by the heads. Rejects when the encoder does.
 * A text without a letter or digit is unreadable.
 */
export function createHeadsJudge(
  heads: Heads,
  encoder: Pick<SentenceEncoder, "encode">,
  { findNearest }: HeadsJudgeOptions = {},
): Judge {
  return async (text) => {
    const vector = await encoder.encode(text);
    const row = new Float64Array(featureCountOf(heads.width));
    writeFeatures(row, vector, text);
    const primary = softmax(scoresOf(heads.primary, row));
    const door = scoresOf(heads.door, row);
    return {
      agents: heads.agents
        .map((agent, at) => ({ agent, probability: primary[at] ?? 0 }))
        .sort((a, b) => b.probability - a.probability || (a.agent < b.agent ? -1 : 1)),
      frontDoor: new Map(DOORS.map((label, at) => [label, door[at] ?? 0])),
      isReadable: /[\p{L}\p{N}]/u.test(text),
      ...(heads.support === undefined ? {} : { support: toSupport(heads.agents, heads.support, row) }),
      ...(heads.complexity === undefined ? {} : { complexity: toComplexity(heads.complexity, row) }),
      ...(heads.priority === undefined ? {} : { priority: toPriority(heads.priority, row) }),
      ...(findNearest === undefined ? {} : { nearest: findNearest(vector) }),
    };
  };
}

/** Unnormalised, already divided by the temperature. */
function scoresOf({ weights, temperature }: LinearHead, row: Float64Array): number[] {
  const scores = new Float64Array(weights.length / row.length);
  scoreRows({ values: row, count: 1, width: row.length }, weights, scores, { from: 0, to: 1 });
  return Array.from(scores, (score) => score / temperature);
}

function toSupport(
  agents: readonly string[],
  head: LinearHead,
  row: Float64Array,
): ReadonlyMap<string, number> {
  const scores = scoresOf(head, row);
  return new Map(agents.map((agent, at) => [agent, 1 / (1 + Math.exp(-(scores[at] ?? 0)))]));
}

function toComplexity(
  head: LinearHead,
  row: Float64Array,
): ReadonlyMap<(typeof COMPLEXITIES)[number], number> {
  const shares = softmax(scoresOf(head, row));
  return new Map(COMPLEXITIES.map((complexity, at) => [complexity, shares[at] ?? 0]));
}

function toPriority(head: LinearHead, row: Float64Array): PriorityEstimate {
  const values = scoresOf(head, row);
  const [urgency, impact, dependencies, risk] = PRIORITY_TERMS.map((term, at) =>
    Math.min(PRIORITY_MOST[term], Math.max(1, values[at] ?? 1)),
  );
  return { urgency: urgency ?? 1, impact: impact ?? 1, dependencies: dependencies ?? 1, risk: risk ?? 1 };
}
