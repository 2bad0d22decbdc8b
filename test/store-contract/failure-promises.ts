import { expect, test } from "vitest";
import { addressOf } from "../../src/chat/message-key.ts";
import type { ClaimedLane } from "../../src/outbox/delivery.ts";
import type { DeliveryFailure, Store } from "../../src/store/store.ts";
import { MINUTE, SECOND } from "./contract-kit.ts";
import type { Open } from "./contract-kit.ts";
import { claim, idsOf, LEASE_MS, only, settle } from "./claiming.ts";
import { ADDRESS, aPost, aRef, aStatus } from "./samples.ts";

type How = Pick<DeliveryFailure, "retryAtMs"> & Partial<DeliveryFailure>;

async function fail(store: Store, lane: ClaimedLane, deliveryId: string, how: How): Promise<string> {
  return store.deliveries.fail({ lane: lane.lane, fence: lane.fence, deliveryId, unsure: false, ...how });
}

/** Failed tries: the lane waits in order; nothing is sent twice or forgotten. */
export function failurePromises(open: Open): void {
  test("holds a lane back until its retry, in order and with the failures counted", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const lane = only(await claim(store));

    expect(await fail(store, lane, "d1", { retryAtMs: clock.now() + MINUTE })).toBe("recorded");
    clock.advance(MINUTE - 1);
    const early = await claim(store);
    clock.advance(1);

    expect(early).toEqual([]);
    const retried = only(await claim(store));
    expect(retried.deliveries.map(({ id, state, failures }) => [id, state, failures])).toEqual([
      ["d1", "pending", 1],
      ["d2", "pending", 0],
    ]);
  });

  test("counts every failure of a delivery", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });

    for (let tries = 0; tries < 3; tries++) {
      const lane = only(await claim(store));
      expect(lane.deliveries[0]?.failures).toBe(tries);
      await fail(store, lane, "d1", { retryAtMs: clock.now() + SECOND });
      clock.advance(SECOND);
    }

    expect(only(await claim(store)).deliveries[0]?.failures).toBe(3);
  });

  test("names the retry as the next due time", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const retryAtMs = clock.now() + 5 * MINUTE;

    await fail(store, only(await claim(store)), "d1", { retryAtMs });

    expect(await store.deliveries.nextDueMs(ADDRESS)).toBe(retryAtMs);
  });

  test("does not hurry a waiting lane for a release or for what is enqueued behind", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));
    await fail(store, lane, "d1", { retryAtMs: clock.now() + MINUTE });

    await store.deliveries.release(lane);
    await store.commit({ deliveries: [aPost("d2")] });

    expect(await claim(store)).toEqual([]);
    clock.advance(MINUTE);
    expect(idsOf(only(await claim(store)))).toEqual(["d1", "d2"]);
  });

  test("lets other lanes go on while one waits", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1", { thread: "1" }), aPost("d2", { thread: "2" })] });
    const lanes = await claim(store);
    for (const lane of lanes) {
      const [id = ""] = idsOf(lane);
      if (id === "d1") await fail(store, lane, id, { retryAtMs: clock.now() + MINUTE });
      else await store.deliveries.release(lane);
    }

    expect(idsOf(only(await claim(store)))).toEqual(["d2"]);
  });

  test("remembers that a failed delivery may have arrived", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const lane = only(await claim(store));

    await fail(store, lane, "d1", { unsure: true, retryAtMs: clock.now() + SECOND });
    clock.advance(SECOND);

    const retried = only(await claim(store));
    expect(retried.deliveries.map(({ state }) => state)).toEqual(["unsure", "pending"]);
  });

  test("still remembers it when the next claimant gives the lane back or crashes", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    await fail(store, only(await claim(store)), "d1", { unsure: true, retryAtMs: clock.now() + SECOND });
    clock.advance(SECOND);

    await store.deliveries.release(only(await claim(store)));
    const released = only(await claim(store)).deliveries[0]?.state;
    clock.advance(LEASE_MS);
    const crashed = only(await claim(store)).deliveries[0]?.state;

    expect(["unsure", "sending"]).toContain(released);
    expect(["unsure", "sending"]).toContain(crashed);
  });

  test("gives up a delivery for good and lets its lane go on", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), aPost("d3")] });
    const lane = only(await claim(store, { perLane: 2 }));

    expect(await fail(store, lane, "d1", { retryAtMs: "never" })).toBe("recorded");

    expect(await store.deadLetters.list(10)).toEqual([{ kind: "delivery", id: "d1", atMs: clock.now() }]);
    const dead = (await store.events.since("0", 10)).map(({ type, data }) => [type, data.delivery]);
    expect(dead).toEqual([["delivery.dead", "d1"]]);
    expect(await claim(store)).toEqual([]);
    expect(await settle(store, lane, "d2")).toBe("settled");
    await store.deliveries.release(lane);
    expect(idsOf(only(await claim(store)))).toEqual(["d3"]);
  });

  test("frees the lane of a delivery that was given up when nothing else was taken", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));
    await fail(store, lane, "d1", { retryAtMs: "never" });
    await store.deliveries.release(lane);

    expect(await store.deliveries.nextDueMs(ADDRESS)).toBeUndefined();
    await store.commit({ deliveries: [aPost("d2")] });
    expect(idsOf(only(await claim(store)))).toEqual(["d2"]);
  });

  test("does not enqueue a delivery again that was given up", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    await fail(store, only(await claim(store)), "d1", { retryAtMs: "never" });

    await store.commit({ deliveries: [aPost("d1")] });

    expect(await claim(store)).toEqual([]);
    expect(await store.deadLetters.list(10)).toHaveLength(1);
  });

  test("holds all lanes of a channel that the platform paused, and no others", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("c1-a", { thread: "1" })] });
    const lane = only(await claim(store));
    await store.commit({ deliveries: [aPost("c1-b", { thread: "2" })] });

    await fail(store, lane, "c1-a", { retryAtMs: clock.now() + MINUTE, pauseChannel: true });
    await store.commit({
      deliveries: [
        aPost("c1-later", { thread: "3" }),
        aStatus("c1-status", "queued", aRef("4")),
        aPost("c1-channel", {}),
        // Names that begin like the paused one's must not be taken for it.
        aPost("c10", { channel: "C10", thread: "1" }),
        aPost("c1-dash", { channel: "C1-1", thread: "1" }),
      ],
    });

    expect(new Set((await claim(store)).flatMap(idsOf))).toEqual(new Set(["c10", "c1-dash"]));
    clock.advance(MINUTE - 1);
    expect((await claim(store)).flatMap(idsOf).filter((id) => /^c1-[^d]/u.test(id))).toEqual([]);
    clock.advance(1);
    expect(new Set((await claim(store)).flatMap(idsOf).filter((id) => /^c1-[^d]/u.test(id)))).toEqual(
      new Set(["c1-a", "c1-b", "c1-later", "c1-status", "c1-channel"]),
    );
  });

  test("holds a channel only in the workspace that paused it", async () => {
    const { store, clock } = await open();
    const other = { platform: "console", workspace: "globex" };
    await store.commit({ deliveries: [aPost("d1"), aPost("d2", other)] });
    const lane = only(await claim(store));

    await fail(store, lane, "d1", { retryAtMs: clock.now() + MINUTE, pauseChannel: true });

    expect(await claim(store)).toEqual([]);
    expect(idsOf(only(await claim(store, { address: addressOf(other) })))).toEqual(["d2"]);
  });

  test("holds a lane of a paused channel that somebody else gives back", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1", { thread: "1" }), aPost("d2", { thread: "2" })] });
    const [one, two] = await claim(store);
    if (one === undefined || two === undefined) throw new Error("two lanes were expected");
    await fail(store, one, idsOf(one)[0] ?? "", { retryAtMs: clock.now() + MINUTE, pauseChannel: true });

    await store.deliveries.release(two);

    expect(await claim(store)).toEqual([]);
    clock.advance(MINUTE);
    expect((await claim(store)).flatMap(idsOf).sort()).toEqual(["d1", "d2"]);
  });

  test("finds due lanes past those of a paused channel", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d0", { thread: "0" })] });
    const lane = only(await claim(store));
    await fail(store, lane, "d0", { retryAtMs: clock.now() + MINUTE, pauseChannel: true });
    for (const thread of ["1", "2", "3"]) {
      await store.commit({ deliveries: [aPost(`paused-${thread}`, { thread })] });
      clock.advance(SECOND);
    }
    await store.commit({ deliveries: [aPost("free", { channel: "C2", thread: "1" })] });

    expect((await claim(store, { lanes: 1 })).flatMap(idsOf)).toEqual(["free"]);
  });

  test("does not name a paused lane as due before the pause ends, once a claim has seen it", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1", { thread: "1" })] });
    const lane = only(await claim(store));
    const retryAtMs = clock.now() + MINUTE;
    await fail(store, lane, "d1", { retryAtMs, pauseChannel: true });
    await store.commit({ deliveries: [aPost("d2", { thread: "2" })] });

    await claim(store);

    expect(await store.deliveries.nextDueMs(ADDRESS)).toBe(retryAtMs);
  });

  test("does not count a pause as a failure", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));

    await fail(store, lane, "d1", { retryAtMs: clock.now() + SECOND, pauseChannel: true });
    clock.advance(SECOND);

    const [delivery] = only(await claim(store)).deliveries;
    expect([delivery?.state, delivery?.failures]).toEqual(["pending", 0]);
  });

  test("revives a given-up delivery at the head of its lane, with its failures forgiven", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), aPost("d3")] });
    const lane = only(await claim(store, { perLane: 1 }));
    await fail(store, lane, "d1", { retryAtMs: "never" });
    await store.deliveries.release(lane);

    expect(await store.deliveries.revive("d1")).toBe(true);

    expect(await store.deadLetters.list(10)).toEqual([]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(3);
    const next = only(await claim(store));
    expect(idsOf(next)).toEqual(["d1", "d2", "d3"]);
    expect(next.deliveries[0]).toMatchObject({
      content: aPost("d1").content,
      state: "pending",
      failures: 0,
    });
  });

  test("knows of a delivery whether it has arrived, also while it changes", async () => {
    const { store } = await open();
    const { deliveries } = store;
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const before = await deliveries.hasArrived("d1");
    const lane = only(await claim(store));
    await settle(store, lane, "d1");

    expect([before, await deliveries.hasArrived("d1")]).toEqual([false, true]);
    expect([await deliveries.hasArrived("d2"), await deliveries.hasArrived("nothing")]).toEqual([
      false,
      false,
    ]);
  });

  test("revives a delivery whose lane is empty", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));
    await fail(store, lane, "d1", { retryAtMs: "never" });
    await store.deliveries.release(lane);

    await store.deliveries.revive("d1");

    expect(idsOf(only(await claim(store)))).toEqual(["d1"]);
  });

  test("does not forget that a given-up delivery may have arrived when it is revived", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));
    await fail(store, lane, "d1", { unsure: true, retryAtMs: "never" });
    await store.deliveries.release(lane);

    await store.deliveries.revive("d1");

    expect(only(await claim(store)).deliveries[0]?.state).toBe("unsure");
  });

  test("revives only what was given up, and once", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const lane = only(await claim(store));
    await settle(store, lane, "d1");
    await fail(store, lane, "d2", { retryAtMs: "never" });

    expect(await store.deliveries.revive("d404")).toBe(false);
    expect(await store.deliveries.revive("d1")).toBe(false);
    const answers = await Promise.all([store.deliveries.revive("d2"), store.deliveries.revive("d2")]);

    expect(answers.filter((revived) => revived)).toHaveLength(1);
    await store.deliveries.release(lane);
    expect(idsOf(only(await claim(store)))).toEqual(["d2"]);
  });

  test("revives several in their order, whichever of them were given up", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), aPost("d3"), aPost("d4")] });
    const lane = only(await claim(store));
    for (const id of ["d1", "d2", "d3"]) await fail(store, lane, id, { retryAtMs: "never" });
    await store.deliveries.release(lane);

    expect(await store.deliveries.reviveAll(["d1", "d404", "d2", "d4", "d3"])).toBe(3);

    expect(idsOf(only(await claim(store)))).toEqual(["d1", "d2", "d3", "d4"]);
    expect(await store.deliveries.reviveAll([])).toBe(0);
  });

  test("does not revive into the hands of a second claimant while the first is sending", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), aPost("d3")] });
    const lane = only(await claim(store));
    await fail(store, lane, "d1", { retryAtMs: "never" });

    await store.deliveries.revive("d1");
    const afterRevive = await claim(store);
    await settle(store, lane, "d2");
    const afterSettle = await claim(store);

    expect([afterRevive, afterSettle]).toEqual([[], []]);
    expect(await settle(store, lane, "d3")).toBe("settled");
    await store.deliveries.release(lane);
    expect(idsOf(only(await claim(store)))).toEqual(["d1"]);
  });

  test("does not forget what a crashed claimant had in hand behind a revived delivery", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const crashed = only(await claim(store));
    await fail(store, crashed, "d1", { retryAtMs: "never" });
    await store.deliveries.revive("d1");
    clock.advance(LEASE_MS);

    const next = only(await claim(store, { perLane: 1 }));
    await store.deliveries.release(next);

    expect(idsOf(next)).toEqual(["d1"]);
    const [first, second] = only(await claim(store)).deliveries;
    expect([first?.id, first?.state, second?.id]).toEqual(["d1", "pending", "d2"]);
    expect(["sending", "unsure"]).toContain(second?.state);
  });
}
