import { InboxRecord } from "../inbox/inbox-record.ts";
import { BotError } from "../errors.ts";
import { checkStored, readStored } from "./parse-stored.ts";
import type { StoreContext } from "./store-context.ts";
import { eventDocument } from "./store-context.ts";
import { deliveryOp } from "./redis-unit-of-work.ts";
import type { InboxRepository } from "./store.ts";

export function createRedisInbox(context: StoreContext): InboxRepository {
  const { client, root, script, now } = context;
  return {
    async accept(key, incoming, deliveries = []) {
      const at = now();
      const event = { type: "message.received", messageKey: key, data: { kind: incoming.kind } } as const;
      const ops = [
        { op: "accept", key, doc: JSON.stringify(incoming) },
        { op: "event", doc: eventDocument(event, at) },
        ...deliveries.map(deliveryOp),
      ];
      const answer = await script("syCommit", JSON.stringify(ops), at);
      return answer === "duplicate" ? "duplicate" : "accepted";
    },
    async get(key) {
      const redisKey = `${root}:inbox:${key}`;
      const [doc, state, at, round, taskId] = await client.hmget(redisKey, "d", "s", "t", "n", "task");
      if (doc === null || doc === undefined) return undefined;
      const record = {
        key,
        incoming: readStored(doc, redisKey),
        state,
        acceptedAtMs: Number(at),
        round: Number(round),
        ...(taskId === null || taskId === undefined ? {} : { taskId }),
      };
      return checkStored(InboxRecord, record, redisKey);
    },
    async listOpen(olderThanMs, limit) {
      return client.zrangebyscore(`${root}:inbox:open`, "-inf", olderThanMs, "LIMIT", 0, limit);
    },
    async reserveTaskId(key) {
      const id = await script("syReserveTask", key);
      if (typeof id === "string") return id;
      throw new BotError("store.corrupt", `No task id could be reserved for ${key}.`);
    },
  };
}
