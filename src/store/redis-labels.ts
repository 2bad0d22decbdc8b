import { RouteLabel } from "../router/learning/route-label.ts";
import type { NewRouteLabel } from "../router/learning/route-label.ts";
import { parseStored } from "./parse-stored.ts";
import type { StoreContext } from "./store-context.ts";
import type { LabelRepository } from "./store.ts";

const Stored = RouteLabel.omit({ id: true });

/** The stored form of a label; its id comes from the stream. */
export function labelDocument(label: NewRouteLabel, atMs: number): string {
  return JSON.stringify({ ...label, at: new Date(atMs).toISOString() });
}

export function createRedisLabels({ client, root }: StoreContext): LabelRepository {
  const stream = `${root}:labels`;
  return {
    async since(labelId, limit) {
      const entries = await client.xrange(stream, labelId === "0" ? "-" : `(${labelId}`, "+", "COUNT", limit);
      return entries.map(([id, fields]) => ({
        id,
        ...parseStored(Stored, fields[1] ?? "", `${stream} ${id}`),
      }));
    },
    async forget(labelIds) {
      return labelIds.length === 0 ? 0 : client.xdel(stream, ...labelIds);
    },
  };
}
