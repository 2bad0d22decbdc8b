import type { TrainingExample, TrainingSet } from "../heads/training-set.ts";

/** Examples that an agent file needs at least, and that a new agent has. */
export const NEW_AGENT_EXAMPLES = 12;

/** The set as it would be without an agent: none of its examples, and no other that names it. */
export function withoutAgent(set: TrainingSet, id: string): TrainingSet {
  return {
    agents: set.agents.filter((agent) => agent !== id),
    examples: set.examples
      .filter(({ primary }) => primary !== id)
      .map((example) => ({
        ...example,
        acceptable: example.acceptable.filter((other) => other !== id),
        ...(example.support === undefined
          ? {}
          : { support: example.support.filter((other) => other !== id) }),
      })),
  };
}

/** The set without an agent, and behind it what that agent's file says, with twelve examples. */
export function withNewAgent(set: TrainingSet, id: string): TrainingSet {
  const own = set.examples.filter(({ primary }) => primary === id);
  const ofKind = (kind: TrainingExample["kind"]): TrainingExample[] =>
    own.filter((example) => example.kind === kind);
  return {
    agents: set.agents,
    examples: [
      ...withoutAgent(set, id).examples,
      ...ofKind("example").slice(0, NEW_AGENT_EXAMPLES),
      ...ofKind("phrase"),
    ],
  };
}
