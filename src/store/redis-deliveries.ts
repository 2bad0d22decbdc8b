import { z } from "zod";
import type { Pace } from "../chat/chat-port.ts";
import { Delivery } from "../outbox/delivery.ts";
import type { ClaimedLane } from "../outbox/delivery.ts";
import { BotError } from "../errors.ts";
import { MessageRef } from "../chat/messages.ts";
import { checkStored, parseStored, readStored } from "./parse-stored.ts";
import { DAY_SECONDS, eventDocument } from "./store-context.ts";
import type { StoreContext } from "./store-context.ts";
import type { DeliveryRepository } from "./store.ts";

const ClaimAnswer = z.array(
  z.tuple([
    z.string(),
    z.number(),
    z.array(z.tuple([z.string(), z.string(), z.string(), z.coerce.string(), z.coerce.string(), z.string()])),
  ]),
);

type ClaimedItem = z.infer<typeof ClaimAnswer>[number][2][number];

function deadEvent(delivery: string, atMs: number): string {
  return eventDocument({ type: "delivery.dead", data: { delivery } }, atMs);
}

function toDelivery(item: ClaimedItem, root: string): Delivery {
  const [id, doc, state, revision, failures, ref] = item;
  const key = `${root}:delivery:${id}`;
  const content = readStored(doc, key);
  const sent = ref === "" ? {} : { ref: readStored(ref, key) };
  const fields = { id, content, state, revision: Number(revision), failures: Number(failures), ...sent };
  return checkStored(Delivery, fields, key);
}

interface ClaimedItems {
  readonly lane: string;
  readonly fence: number;
  readonly items: readonly ClaimedItem[];
}

/** A record that cannot be read becomes a dead letter, so that it does not hold up its thread for ever. */
async function readable(
  { root, script, now }: StoreContext,
  { lane, fence, items }: ClaimedItems,
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const item of items) {
    try {
      deliveries.push(toDelivery(item, root));
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      await script("syFail", lane, fence, item[0], "pending", "never", "", now(), deadEvent(item[0], now()));
    }
  }
  return deliveries;
}

/** Of messages in a channel, of edits and of statuses: a time of 0 is no limit. */
function rateArgs(pace: Pace | undefined): number[] {
  const messages = pace === undefined ? undefined : { everyMs: pace.perChannelMs, burst: pace.burst };
  return [messages, pace?.edits, pace?.statuses].flatMap((rate) => [rate?.everyMs ?? 0, rate?.burst ?? 0]);
}

export function createRedisDeliveries(context: StoreContext): DeliveryRepository {
  const { client, root, script, now, retention } = context;

  return {
    async claim(address, { lanes, perLane, leaseMs, pace }): Promise<ClaimedLane[]> {
      const limits = [leaseMs, lanes, perLane, ...rateArgs(pace)];
      const answer = ClaimAnswer.parse(await script("syClaim", address, now(), ...limits));
      return Promise.all(
        answer.map(async ([lane, fence, items]) => ({
          lane,
          fence,
          deliveries: await readable(context, { lane, fence, items }),
        })),
      );
    },
    async settle({ lane, fence }, { id, revision }, ref) {
      const stored = ref === undefined ? "" : JSON.stringify(ref);
      const ttl = retention.deliveriesDays * DAY_SECONDS;
      const answer = await script("sySettle", lane, fence, id, revision, stored, ttl, now());
      return answer === "settled" ? "settled" : "fenced";
    },
    async fail(failure) {
      const at = now();
      const event = deadEvent(failure.deliveryId, at);
      const { lane, fence, deliveryId, retryAtMs } = failure;
      const state = failure.unsure ? "unsure" : "pending";
      const pause = failure.pauseChannel === true ? "pause" : "";
      const answer = await script("syFail", lane, fence, deliveryId, state, retryAtMs, pause, at, event);
      return answer === "recorded" ? "recorded" : "fenced";
    },
    async release({ lane, fence }) {
      await script("syRelease", lane, fence, now());
    },
    async nextDueMs(address) {
      const [, score] = await client.zrange(`${root}:ready:${address}`, "0", "0", "WITHSCORES");
      return score === undefined ? undefined : Number(score);
    },
    async hasArrived(deliveryId) {
      const [state, ref] = await client.hmget(`${root}:delivery:${deliveryId}`, "s", "ref");
      return state === "sent" || (ref ?? "") !== "";
    },
    async revive(deliveryId) {
      return (await script("syRevive", now(), deliveryId)) === 1;
    },
    async reviveAll(deliveryIds) {
      return Number(await script("syRevive", now(), ...deliveryIds));
    },
    async refOf(deliveryId) {
      const key = `${root}:delivery:${deliveryId}`;
      const stored = await client.hget(key, "ref");
      return stored === null ? undefined : parseStored(MessageRef, stored, key);
    },
    async pendingCount(address) {
      const lanes = await client.zrange(`${root}:ready:${address}`, "0", "-1");
      const lengths = await Promise.all(lanes.map(async (lane) => client.llen(`${root}:lane:${lane}`)));
      return lengths.reduce((sum, length) => sum + length, 0);
    },
  };
}
