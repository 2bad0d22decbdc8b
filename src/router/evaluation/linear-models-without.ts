import { solveLines, solveWithout, type LinearModel, type SolvedLines } from "../linear-model.ts";
import { quantise } from "../quantised-weights.ts";
import type { FeatureCounts, FeatureSpace } from "../text-features.ts";
import type { TrainingLine } from "../training-lines.ts";

/** Models as if an agent had never been there, from one solution of all lines. */
export type LinearModelWithout = (agent: string) => Promise<LinearModel>;

/** Among the remaining lines; features of fewer are chance, as in `fitLinearModel`. */
const LEAST_LINES = 2;

/**
 * Solves all lines once. Each model then is the full solution without the agent's lines, put right by further passes
 * over the others, with neither its problem nor a feature that hardly any other line has. `calibration` is kept.
 */
export async function solveLinearModels(
  lines: readonly TrainingLine[],
  calibration: LinearModel["calibration"],
): Promise<LinearModelWithout> {
  const solved = await solveLines(lines);
  return async (agent) => {
    const own = new Set(lines.flatMap((line, index) => (isOf(line, agent) ? [index] : [])));
    const { weights } = await solveWithout(solved, own);
    const kept = keptFeatures(solved, own);
    const { agents, frontDoorLabels, space } = solved;
    const column = agents.indexOf(agent);
    const problemCount = agents.length + frontDoorLabels.length + 1;
    const picked = new Float32Array((kept.length + 1) * (problemCount - 1));
    for (const [at, feature] of [...kept, space.hashes.length].entries()) {
      const row = weights.subarray(feature * problemCount, (feature + 1) * problemCount);
      picked.set(
        row.filter((_, problem) => problem !== column),
        at * (problemCount - 1),
      );
    }
    return {
      agents: agents.filter((other) => other !== agent),
      frontDoorLabels,
      space: pickFeatures(space, kept),
      weights: quantise(picked, problemCount - 1),
      calibration,
    };
  };
}

function isOf({ area, label }: TrainingLine, agent: string): boolean {
  return area === "agent" && label === agent;
}

function keptFeatures({ counts, space }: SolvedLines, leftOut: ReadonlySet<number>): number[] {
  const rest = counts.filter((_, index) => !leftOut.has(index));
  const [words, chars] = [countTexts(rest, "words"), countTexts(rest, "chars")];
  return [...space.hashes.keys()].filter((feature) => {
    const texts = feature < space.wordCount ? words : chars;
    return (texts.get(space.hashes[feature] ?? 0) ?? 0) >= LEAST_LINES;
  });
}

function countTexts(texts: readonly FeatureCounts[], block: "words" | "chars"): Map<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts)
    for (const hash of text[block].keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return counts;
}

function pickFeatures(
  { hashes, idf, wordCount, unseenIdf }: FeatureSpace,
  kept: readonly number[],
): FeatureSpace {
  return {
    hashes: Int32Array.from(kept, (feature) => hashes[feature] ?? 0),
    idf: Float32Array.from(kept, (feature) => idf[feature] ?? 0),
    wordCount: kept.filter((feature) => feature < wordCount).length,
    unseenIdf,
  };
}
