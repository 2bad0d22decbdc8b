import type { AgentRecord, OpenWork } from "../../src/orchestration/load/agent-record.ts";
import type { LoadRepository } from "../../src/orchestration/load/load-repository.ts";

/** The load of agents in memory, copied on the way in and out. */
export function createMemoryLoad(): LoadRepository {
  const agents = new Map<string, AgentRecord>();
  const tasks = new Map<string, OpenWork>();
  let cursor = "0";
  return {
    cursor: async () => cursor,
    agents: async () => structuredClone(agents),
    async tasks(ids) {
      const found = ids.flatMap((id): [string, OpenWork][] => {
        const work = tasks.get(id);
        return work === undefined ? [] : [[id, structuredClone(work)]];
      });
      return new Map(found);
    },
    async advance(step) {
      if (step.from !== cursor) return "stale";
      for (const [id, record] of step.agents) agents.set(id, structuredClone(record));
      for (const [id, work] of step.tasks) {
        if (work === null) tasks.delete(id);
        else tasks.set(id, structuredClone(work));
      }
      cursor = step.to;
      return "advanced";
    },
  };
}
