interface Behind {
  readonly id: string;
  readonly agents: readonly string[];
}

/** Finds the person who stands behind an agent, by the configuration's `people.*.agents`. */
export function createPersonBehind(people: readonly Behind[]): (agent: string) => string | undefined {
  const behind = new Map(people.flatMap(({ id, agents }) => agents.map((agent) => [agent, id] as const)));
  return (agent) => behind.get(agent);
}
