import { weighAgents, type RankedAgent } from "./weigh-agents.ts";

export type { RankedAgent } from "./weigh-agents.ts";

/** A part of the project and who takes care of it; `component` is its name as people write it. */
export interface ComponentOwner {
  readonly component: string;
  readonly primary: string;
  readonly secondary: string;
}

/** Multiplies the odds of the owners. Mild: what is to be done says more than where. */
const PRIMARY_FACTOR = 1.5;
const SECONDARY_FACTOR = 1.2;

/**
 * Makes the function that shifts probabilities towards the owners of the components that a text names. Only names
 * that are identifiers (`bitnet-metal`) count: "Testing" or "Documentation" occur in any request.
 */
export function createComponentPrior(
  components: readonly ComponentOwner[],
): (text: string, ranked: readonly RankedAgent[]) => readonly RankedAgent[] {
  const identifiers = components
    .map((owner) => ({ ...owner, name: canonical(owner.component) }))
    .filter(({ name }) => /^[a-z0-9]+(?:-[a-z0-9]+)+$/u.test(name));
  return (text, ranked) => {
    const words = new Set((text.toLowerCase().match(/[a-z0-9]+(?:[-_][a-z0-9]+)+/gu) ?? []).map(canonical));
    const named = identifiers.filter(({ name }) => words.has(name));
    if (named.length === 0) return ranked;
    return weighAgents(ranked, (agent) => factor(agent, named));
  };
}

function factor(agent: string, named: readonly ComponentOwner[]): number {
  if (named.some(({ primary }) => primary === agent)) return PRIMARY_FACTOR;
  return named.some(({ secondary }) => secondary === agent) ? SECONDARY_FACTOR : 1;
}

function canonical(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
