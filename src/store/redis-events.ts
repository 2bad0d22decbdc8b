import { LoggedEvent } from "../events/event.ts";
import { parseStored } from "./parse-stored.ts";
import type { StoreContext } from "./store-context.ts";
import type { EventLog } from "./store.ts";

const Stored = LoggedEvent.omit({ id: true });

export function createRedisEvents(context: StoreContext): EventLog {
  const { client, root } = context;
  const stream = `${root}:events`;

  function toEvent([id, fields]: [string, string[]]): LoggedEvent {
    return { id, ...parseStored(Stored, fields[1] ?? "", `${stream} ${id}`) };
  }

  return {
    async ofTask(taskId) {
      const ids = await client.lrange(`${root}:events:${taskId}`, 0, -1);
      const entries = await Promise.all(ids.map(async (id) => client.xrange(stream, id, id)));
      return entries.flat().map(toEvent);
    },
    async since(eventId, limit) {
      const entries = await client.xrange(stream, eventId === "0" ? "-" : `(${eventId}`, "+", "COUNT", limit);
      return entries.map(toEvent);
    },
  };
}
