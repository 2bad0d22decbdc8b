import { z } from "zod";
import { DeliveryContent, DeliveryState } from "../outbox/delivery.ts";
import type { ClaimedLane, Delivery } from "../outbox/delivery.ts";
import { parseStored } from "./parse-stored.ts";
import { DAY_SECONDS, eventDocument } from "./store-context.ts";
import type { StoreContext } from "./store-context.ts";
import type { DeliveryRepository } from "./store.ts";

const ClaimAnswer = z.array(
  z.tuple([
    z.string(),
    z.number(),
    z.array(z.tuple([z.string(), z.string(), DeliveryState, z.coerce.number(), z.coerce.number()])),
  ]),
);

/** How long a settled lane stays ours for its next delivery; claims bring their own lease. */
const RENEWAL_MS = 30_000;

export function createRedisDeliveries(context: StoreContext): DeliveryRepository {
  const { client, root, script, now, retention } = context;

  function toDelivery(item: z.infer<typeof ClaimAnswer>[number][2][number]): Delivery {
    const [id, doc, state, revision, failures] = item;
    const content = parseStored(DeliveryContent, doc, `${root}:delivery:${id}`);
    return { id, content, state, revision, failures };
  }

  return {
    async claim(address, { lanes, perLane, leaseMs }): Promise<ClaimedLane[]> {
      const answer = ClaimAnswer.parse(await script("syClaim", address, now(), leaseMs, lanes, perLane));
      return answer.map(([lane, fence, items]) => ({ lane, fence, deliveries: items.map(toDelivery) }));
    },
    async settle({ lane, fence }, { id, revision }, ref) {
      const stored = ref === undefined ? "" : JSON.stringify(ref);
      const ttl = retention.deliveriesDays * DAY_SECONDS;
      const answer = await script("sySettle", lane, fence, id, revision, stored, ttl, now(), RENEWAL_MS);
      return answer === "settled" ? "settled" : "fenced";
    },
    async fail(failure) {
      const at = now();
      const event = eventDocument({ type: "delivery.dead", data: { delivery: failure.deliveryId } }, at);
      const { lane, fence, deliveryId, retryAtMs } = failure;
      const state = failure.unsure ? "unsure" : "pending";
      const pause = failure.pauseChannel === true ? "pause" : "";
      const answer = await script(
        "syFail",
        lane,
        fence,
        deliveryId,
        state,
        retryAtMs,
        pause,
        at,
        event,
        RENEWAL_MS,
      );
      return answer === "recorded" ? "recorded" : "fenced";
    },
    async release({ lane, fence }) {
      await script("syRelease", lane, fence, now());
    },
    async nextDueMs(address) {
      const [, score] = await client.zrange(`${root}:ready:${address}`, "0", "0", "WITHSCORES");
      return score === undefined ? undefined : Number(score);
    },
    async revive(deliveryId) {
      return (await script("syRevive", deliveryId, now())) === 1;
    },
    async pendingCount(address) {
      const lanes = await client.zrange(`${root}:ready:${address}`, "0", "-1");
      const lengths = await Promise.all(lanes.map(async (lane) => client.llen(`${root}:lane:${lane}`)));
      return lengths.reduce((sum, length) => sum + length, 0);
    },
  };
}
