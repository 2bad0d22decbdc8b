import { expect, test } from "vitest";
import { threadKey } from "../../src/chat/message-key.ts";
import type { ClaimedLane, Delivery } from "../../src/outbox/delivery.ts";
import type { Store } from "../../src/store/store.ts";
import { seededRandom } from "../seeded-random.ts";
import { claim, LEASE_MS } from "./claiming.ts";
import { SECOND } from "./contract-kit.ts";
import type { Open, TestClock } from "./contract-kit.ts";
import { ADDRESS, aConversation, aPost } from "./samples.ts";

const LANES = 4;
const DELIVERIES = 60;

interface Storm {
  readonly store: Store;
  readonly clock: TestClock;
  readonly random: () => number;
  /** What arrived, by lane, in order of arrival. */
  readonly arrived: Map<string, string[]>;
}

/** One claimant's work on a lane with what can go wrong on the way; returns what a crash left in its hands. */
async function workLane(storm: Storm, lane: ClaimedLane): Promise<ClaimedLane | undefined> {
  const { store, clock, random } = storm;
  for (const [index, delivery] of lane.deliveries.entries()) {
    const luck = random();
    if (luck < 0.1) return { ...lane, deliveries: lane.deliveries.slice(index) };
    if (luck < 0.2) {
      await store.deliveries.release(lane);
      return undefined;
    }
    if (luck < 0.4) {
      const retryAtMs = clock.now() + Math.ceil(random() * 5) * SECOND;
      const how = { unsure: false, retryAtMs, pauseChannel: luck < 0.25 };
      await store.deliveries.fail({ lane: lane.lane, fence: lane.fence, deliveryId: delivery.id, ...how });
      return undefined;
    }
    if (luck < 0.45) clock.advance(LEASE_MS);
    await arrive(storm, lane, delivery);
  }
  return undefined;
}

async function arrive(storm: Storm, lane: ClaimedLane, delivery: Delivery): Promise<void> {
  if ((await storm.store.deliveries.settle(lane, delivery)) === "fenced") return;
  storm.arrived.set(lane.lane, [...(storm.arrived.get(lane.lane) ?? []), delivery.id]);
}

/** A claimant that was thought dead wakes up and goes on as if nothing had happened. */
async function wakeUp(storm: Storm, hung: ClaimedLane | undefined): Promise<void> {
  if (hung === undefined) return;
  for (const delivery of hung.deliveries) await arrive(storm, hung, delivery);
}

export function stormPromises(open: Open): void {
  test.each([1, 2, 3])(
    "delivers everything once and in order through crashes and failures (%i)",
    async (seed) => {
      const { store, clock } = await open();
      const random = seededRandom(seed);
      const storm: Storm = { store, clock, random, arrived: new Map() };
      const wanted = new Map<string, string[]>();
      const hung: ClaimedLane[] = [];

      for (let n = 0, round = 0; round < 2_000; round++) {
        if (n < DELIVERIES && random() < 0.5) {
          const thread = `t${Math.floor(random() * LANES)}`;
          const lane = threadKey(aConversation({ thread }));
          wanted.set(lane, [...(wanted.get(lane) ?? []), `d${n}`]);
          await store.commit({ deliveries: [aPost(`d${n}`, { thread })] });
          n++;
        }
        const perLane = 1 + Math.floor(random() * 3);
        const lanes = await claim(store, { lanes: 2, perLane });
        for (const lane of lanes) {
          const left = await workLane(storm, lane);
          if (left !== undefined) hung.push(left);
        }
        if (random() < 0.2) await wakeUp(storm, hung.pop());
        clock.advance(Math.floor(random() * 3) * SECOND);
        if (n === DELIVERIES && (await store.deliveries.pendingCount(ADDRESS)) === 0) break;
      }

      expect(storm.arrived).toEqual(wanted);
      expect(await store.deliveries.nextDueMs(ADDRESS)).toBeUndefined();
    },
  );
}
