import type { StoreContext } from "./store-context.ts";
import type { DocumentChange, DocumentRepository } from "./store.ts";

/** One hash for each kind. */
export function createRedisDocuments({ client, root }: StoreContext): DocumentRepository {
  return {
    get: async (kind, id) => (await client.hget(`${root}:docs:${kind}`, id)) ?? undefined,
    async list(kind) {
      const fields = await client.hgetall(`${root}:docs:${kind}`);
      return new Map(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

/** The operation of the commit script. cjson of Redis cannot tell null from absent, so each case has a name. */
export function documentOp({ kind, id, value, expected }: DocumentChange): object {
  const expects = expected === undefined ? "any" : expected === null ? "none" : "this";
  return {
    op: "document",
    kind,
    id,
    expects,
    ...(expects === "this" ? { expected } : {}),
    ...(value === null ? { removes: true } : { value }),
  };
}
