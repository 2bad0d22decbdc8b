import type { StoreContext } from "./store-context.ts";
import type { Housekeeping } from "./store.ts";

const BATCH = 200;

export function createRedisHousekeeping(context: StoreContext): Housekeeping {
  const { client, root, script, now } = context;
  return {
    async sweep(before) {
      await client.xtrim(`${root}:events`, "MINID", "~", before.eventsMs);
      const old = await client.zrangebyscore(`${root}:tasks`, "-inf", before.tasksMs, "LIMIT", 0, BATCH);
      for (const id of old) {
        if ((await client.zscore(`${root}:tasks:open`, id)) !== null) continue;
        await client.del(`${root}:task:${id}`, `${root}:results:${id}`, `${root}:events:${id}`);
        await client.zrem(`${root}:tasks`, id);
      }
      const abandoned = await script("syAbandon", before.deliveriesMs, now());
      return { abandoned: Number(abandoned) };
    },
  };
}
