import type { z } from "zod";
import { AgentRecord, OpenWork } from "../orchestration/load/agent-record.ts";
import type { LoadRepository } from "../orchestration/load/load-repository.ts";
import { parseStored } from "./parse-stored.ts";
import type { StoreContext } from "./store-context.ts";

function parseAll<T>(
  schema: z.ZodType<T>,
  key: string,
  fields: readonly (readonly [string, string | null])[],
): Map<string, T> {
  return new Map(
    fields.flatMap(([id, doc]): [string, T][] =>
      doc === null ? [] : [[id, parseStored(schema, doc, `${key} ${id}`)]],
    ),
  );
}

export function createRedisLoad({ client, root, script }: StoreContext): LoadRepository {
  const agents = `${root}:load:agents`;
  const tasks = `${root}:load:tasks`;
  return {
    cursor: async () => (await client.get(`${root}:load:cursor`)) ?? "0",
    agents: async () => parseAll(AgentRecord, agents, Object.entries(await client.hgetall(agents))),
    async tasks(ids) {
      if (ids.length === 0) return new Map();
      const docs = await client.hmget(tasks, ...ids);
      return parseAll(
        OpenWork,
        tasks,
        ids.map((id, index) => [id, docs[index] ?? null]),
      );
    },
    async advance(step) {
      const changes = [
        ...[...step.agents].map(([id, record]) => ["agents", id, JSON.stringify(record)]),
        ...[...step.tasks].map(([id, work]) => [
          "tasks",
          id,
          ...(work === null ? [] : [JSON.stringify(work)]),
        ]),
      ];
      const answer = await script("syAdvanceLoad", step.from, step.to, JSON.stringify(changes));
      return answer === "advanced" ? "advanced" : "stale";
    },
  };
}
