import { expect, test } from "vitest";
import type { Delivery, NewDelivery } from "../../src/outbox/delivery.ts";
import { claim, LEASE_MS, only } from "./claiming.ts";
import type { Open } from "./contract-kit.ts";
import { aConversation, aPost, aRef } from "./samples.ts";

function aLive(id: string, text: string): NewDelivery {
  return { id, content: { kind: "live", to: aConversation(), message: { text } } };
}

function textOf(delivery: Delivery | undefined): string | undefined {
  return delivery?.content.kind === "live" ? delivery.content.message.text : undefined;
}

/** Live messages are posted once and changed from then on. */
export function livePromises(open: Open): void {
  test("hands out the newest text, and once it was sent the message that it became", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aLive("live", "one")] });
    await store.commit({ deliveries: [aLive("live", "two")] });
    const first = only(await claim(store));
    const [sent] = first.deliveries;
    await store.deliveries.settle(first, sent!, aRef("300.1"));

    await store.commit({ deliveries: [aLive("live", "three")] });

    expect([textOf(sent), sent?.ref]).toEqual(["two", undefined]);
    const [again] = only(await claim(store)).deliveries;
    expect([textOf(again), again?.ref, again?.state]).toEqual(["three", aRef("300.1"), "pending"]);
  });

  test("tells the message that a delivery became, once it was sent", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("post"), aLive("live", "one")] });
    const before = await store.deliveries.refOf("post");
    const lane = only(await claim(store));
    await store.deliveries.settle(lane, lane.deliveries[0]!, aRef("300.1"));

    const after = await Promise.all(["post", "live", "nobody"].map(async (id) => store.deliveries.refOf(id)));

    expect([before, ...after]).toEqual([undefined, aRef("300.1"), undefined, undefined]);
  });

  test("keeps what was changed while it was being sent, behind what was enqueued since", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aLive("live", "one")] });
    const first = only(await claim(store));
    await store.commit({ deliveries: [aPost("post"), aLive("live", "two")] });
    await store.deliveries.settle(first, first.deliveries[0]!, aRef("300.1"));

    const next = only(await claim(store)).deliveries;

    expect(next.map(({ id }) => id)).toEqual(["post", "live"]);
    expect([textOf(next[1]), next[1]?.ref]).toEqual(["two", aRef("300.1")]);
  });

  test("stays in doubt when it is changed after a post that may have arrived", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aLive("live", "one")] });
    const { lane, fence } = only(await claim(store));
    const failure = { lane, fence, deliveryId: "live", unsure: true, retryAtMs: clock.now() };
    await store.deliveries.fail(failure);

    await store.commit({ deliveries: [aLive("live", "two")] });

    const [again] = only(await claim(store)).deliveries;
    expect([textOf(again), again?.state]).toEqual(["two", "unsure"]);
  });

  test("stays in doubt when whoever was sending it went away", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aLive("live", "one")] });
    await claim(store);
    await store.commit({ deliveries: [aLive("live", "two")] });

    clock.advance(LEASE_MS + 1);

    const [again] = only(await claim(store)).deliveries;
    expect(textOf(again)).toBe("two");
    expect(["sending", "unsure"]).toContain(again?.state);
  });
}
