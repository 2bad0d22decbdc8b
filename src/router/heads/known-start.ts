import type { EmbeddedSet } from "./embed-training-set.ts";
import { featureCountOf } from "./features.ts";
import type { HeadName, Heads } from "./heads.ts";

/** Share of the agents that must be the same for old heads to say anything about new ones. */
const SAME_AGENTS = 0.8;
/** The biases of an agent that nobody knows yet: as a leader as rare as one of many, as a helper rarer. */
const UNKNOWN_BIAS = { primary: -3, support: -5 } as const;

/** Whether heads were fitted for the same encoder and for mostly the same agents as a set has. */
export function standsFor(heads: Heads, { encoderId, width, set }: Omit<EmbeddedSet, "rows">): boolean {
  if (heads.encoderId !== encoderId || heads.width !== width) return false;
  const known = new Set(heads.agents);
  const same = set.agents.filter((agent) => known.has(agent)).length;
  return same >= SAME_AGENTS * Math.max(set.agents.length, heads.agents.length);
}

/** The weights of one head, its classes in the order of `agents`; an agent that is new begins with a bias alone. */
export function knownStart(
  name: HeadName,
  heads: Heads,
  agents: readonly string[],
): Float64Array | undefined {
  const head = heads[name];
  if (head === undefined) return undefined;
  if (name !== "primary" && name !== "support") return Float64Array.from(head.weights);
  const features = featureCountOf(heads.width);
  const start = new Float64Array(agents.length * features);
  for (const [at, agent] of agents.entries()) {
    const row = heads.agents.indexOf(agent);
    if (row < 0) start[(at + 1) * features - 1] = UNKNOWN_BIAS[name];
    else start.set(head.weights.subarray(row * features, (row + 1) * features), at * features);
  }
  return start;
}
