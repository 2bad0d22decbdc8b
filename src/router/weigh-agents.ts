export interface RankedAgent {
  readonly agent: string;
  readonly probability: number;
}

/** Multiplies each probability by its agent's factor and brings them back to a sum of 1, best first. */
export function weighAgents(
  ranked: readonly RankedAgent[],
  factorOf: (agent: string) => number,
): readonly RankedAgent[] {
  const weighted = ranked.map(({ agent, probability }) => ({
    agent,
    probability: probability * factorOf(agent),
  }));
  const total = weighted.reduce((sum, { probability }) => sum + probability, 0);
  return weighted
    .map(({ agent, probability }) => ({ agent, probability: total === 0 ? 0 : probability / total }))
    .sort((a, b) => b.probability - a.probability || (a.agent < b.agent ? -1 : 1));
}
