import { z } from "zod";
import { threadKey } from "../chat/message-key.ts";
import { LoggedEvent } from "../events/event.ts";
import { Task } from "../tasks/task.ts";
import { parseStored } from "./parse-stored.ts";
import type { StoreContext } from "./store-context.ts";
import type { Housekeeping } from "./store.ts";

const BATCH = 200;

export function createRedisHousekeeping(context: StoreContext): Housekeeping {
  const { script, now } = context;
  return {
    async sweep(before) {
      await sweepLog(context, "events", before.eventsMs);
      if (before.labelsMs !== undefined) await sweepLog(context, "labels", before.labelsMs);
      await sweepTasks(context, before.tasksMs);
      const abandoned = await script("syAbandon", before.deliveriesMs, now());
      return { abandoned: Number(abandoned) };
    },
  };
}

/** Goes by the time in the entry: ids come from the clock of the Redis server, which need not be ours. */
async function sweepLog(
  { client, root }: StoreContext,
  name: "events" | "labels",
  beforeMs: number,
): Promise<void> {
  const stream = `${root}:${name}`;
  for (;;) {
    const entries = await client.xrange(stream, "-", "+", "COUNT", BATCH);
    const firstYoung = entries.findIndex((entry) => writtenAtMs(entry) >= beforeMs);
    const old = entries.slice(0, firstYoung === -1 ? undefined : firstYoung);
    if (old.length > 0) await client.xdel(stream, ...old.map(([id]) => id));
    if (old.length < BATCH) return;
  }
}

/** An entry that cannot be read is judged by its id, so that it does not hold up those behind it. */
function writtenAtMs([id, fields]: [string, string[]]): number {
  const stored = EventTime.safeParse(fields[1]);
  return stored.success ? Date.parse(stored.data.at) : Number(id.split("-")[0]);
}

const EventTime = z
  .string()
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue("not JSON");
      return z.NEVER;
    }
  })
  .pipe(LoggedEvent.pick({ at: true }));

async function sweepTasks({ client, root }: StoreContext, beforeMs: number): Promise<void> {
  const ids = await client.zrangebyscore(`${root}:tasks:finished`, "-inf", beforeMs, "LIMIT", 0, BATCH);
  for (const id of ids) {
    const key = `${root}:task:${id}`;
    const doc = await client.hget(key, "d");
    if (doc !== null) {
      const thread = `${root}:thread:${threadKey(parseStored(Task, doc, key).thread)}`;
      if ((await client.get(thread)) === id) await client.del(thread);
    }
    await client.del(key, `${root}:results:${id}`, `${root}:events:${id}`);
    await client.zrem(`${root}:tasks`, id);
    await client.zrem(`${root}:tasks:finished`, id);
  }
}
