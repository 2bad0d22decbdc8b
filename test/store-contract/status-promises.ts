import { expect, test } from "vitest";
import type { Delivery } from "../../src/outbox/delivery.ts";
import type { Open } from "./contract-kit.ts";
import { claim, idsOf, LEASE_MS, only, settle } from "./claiming.ts";
import { ADDRESS, aPost, aStatus } from "./samples.ts";

function shownState(delivery: Delivery | undefined): string | undefined {
  return delivery?.content.kind === "status" ? delivery.content.status.state : undefined;
}

/** Statuses replace each other: only the newest is worth showing. */
export function statusPromises(open: Open): void {
  test("sends only the newest of the statuses that waited", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    await store.commit({ deliveries: [aStatus("st", "running"), aStatus("st", "done")] });

    const lane = only(await claim(store));

    expect(idsOf(lane)).toEqual(["st"]);
    expect(shownState(lane.deliveries[0])).toBe("done");
    expect(lane.deliveries[0]?.failures).toBe(0);
    await settle(store, lane, "st");
    await store.deliveries.release(lane);
    expect(await claim(store)).toEqual([]);
  });

  test("sends a replaced status after what was enqueued before its newest content", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "running"), aPost("reply")] });

    await store.commit({ deliveries: [aStatus("st", "done")] });

    expect(idsOf(only(await claim(store)))).toEqual(["reply", "st"]);
  });

  test("sends a status again that was replaced while it was being sent", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    const first = only(await claim(store));
    await store.commit({ deliveries: [aStatus("st", "running")] });

    const answer = await settle(store, first, "st");
    await store.deliveries.release(first);

    expect(answer).toBe("settled");
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(1);
    const second = only(await claim(store));
    expect(shownState(second.deliveries[0])).toBe("running");
    expect(second.deliveries[0]?.state).toBe("pending");
    expect(second.deliveries[0]?.revision).toBeGreaterThan(first.deliveries[0]?.revision ?? Infinity);
    await settle(store, second, "st");
    await store.deliveries.release(second);
    expect(await claim(store)).toEqual([]);
  });

  test("sends a status again whose newer content came after it was sent", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    const first = only(await claim(store));
    await settle(store, first, "st");
    await store.deliveries.release(first);
    expect(await claim(store)).toEqual([]);

    await store.commit({ deliveries: [aStatus("st", "done")] });

    const second = only(await claim(store));
    expect(shownState(second.deliveries[0])).toBe("done");
    expect(second.deliveries[0]?.state).toBe("pending");
  });

  test("does not settle a new status with the revision of the one sent before", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued"), aPost("d1")] });
    const lane = only(await claim(store));
    await settle(store, lane, "st");
    await store.commit({ deliveries: [aStatus("st", "done")] });

    await settle(store, lane, "st");
    await settle(store, lane, "d1");
    await store.deliveries.release(lane);

    const next = only(await claim(store));
    expect(idsOf(next)).toEqual(["st"]);
    expect(shownState(next.deliveries[0])).toBe("done");
  });

  test("keeps the newest content when the lane of a status changes hands", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    await claim(store);
    await store.commit({ deliveries: [aStatus("st", "running")] });

    clock.advance(LEASE_MS);

    const next = only(await claim(store));
    expect(shownState(next.deliveries[0])).toBe("running");
    await settle(store, next, "st");
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
  });

  test("does not hurry a status whose lane waits for a retry", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    const lane = only(await claim(store));
    const retryAtMs = clock.now() + 60_000;
    await store.deliveries.fail({ ...lane, deliveryId: "st", unsure: true, retryAtMs });

    await store.commit({ deliveries: [aStatus("st", "done")] });
    const early = await claim(store);
    clock.advance(60_000);

    expect(early).toEqual([]);
    const next = only(await claim(store));
    expect(idsOf(next)).toEqual(["st"]);
    expect(shownState(next.deliveries[0])).toBe("done");
  });

  test("gives a status that was given up a new start with its next content", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    const lane = only(await claim(store));
    await store.deliveries.fail({ ...lane, deliveryId: "st", unsure: false, retryAtMs: "never" });
    await store.deliveries.release(lane);

    await store.commit({ deliveries: [aStatus("st", "done")] });

    expect(await store.deadLetters.list(10)).toEqual([]);
    const next = only(await claim(store));
    expect(shownState(next.deliveries[0])).toBe("done");
    expect([next.deliveries[0]?.state, next.deliveries[0]?.failures]).toEqual(["pending", 0]);
  });
}
