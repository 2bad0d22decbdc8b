import { AgentResult, Task } from "../tasks/task.ts";
import { createParseCache } from "./parse-cache.ts";
import { parseStored } from "./parse-stored.ts";
import type { StoreContext } from "./store-context.ts";
import type { TaskRepository } from "./store.ts";

/** Enough for what is open and the tasks that are looked through for related ones; one takes about 20 kB. */
const REMEMBERED = 2_000;

export function createRedisTasks(context: StoreContext): TaskRepository {
  const { client, root } = context;
  const parse = createParseCache(Task, REMEMBERED);

  async function get(id: string): Promise<Task | undefined> {
    const key = `${root}:task:${id}`;
    const doc = await client.hget(key, "d");
    return doc === null ? undefined : parse(doc, key);
  }

  async function getAll(ids: readonly string[]): Promise<Task[]> {
    const found = await Promise.all(ids.map(get));
    return found.filter((task) => task !== undefined);
  }

  return {
    get,
    async ofThread(thread) {
      const id = await client.get(`${root}:thread:${thread}`);
      return id === null ? undefined : get(id);
    },
    async listOpen(limit) {
      return getAll(await client.zrange(`${root}:tasks:open`, "0", String(limit - 1)));
    },
    async listRecent(limit) {
      return getAll(await client.zrevrange(`${root}:tasks`, 0, limit - 1));
    },
    async results(taskId) {
      const key = `${root}:results:${taskId}`;
      const fields = Object.entries(await client.hgetall(key));
      return new Map(fields.map(([field, doc]) => [field, parseStored(AgentResult, doc, key)]));
    },
  };
}
