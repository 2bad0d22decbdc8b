import { expect, test } from "vitest";
import { addressOf, threadKey } from "../../src/chat/message-key.ts";
import type { Conversation } from "../../src/chat/messages.ts";
import { MINUTE, SECOND } from "./contract-kit.ts";
import type { Open } from "./contract-kit.ts";
import { claim, idsOf, LEASE_MS, only, settle } from "./claiming.ts";
import { ADDRESS, aConversation, aPost, aPrivate, aRef, aStatus } from "./samples.ts";

/** Who holds which lane, for how long, and in which order deliveries come. */
export function lanePromises(open: Open): void {
  test("hands out what was enqueued, ready to send for the first time", async () => {
    const { store } = await open();
    const post = aPost("d1");
    const secret = aPrivate("d2");
    const status = aStatus("d3", "running");

    await store.commit({ deliveries: [post, secret, status] });

    const lane = only(await claim(store));
    expect(lane.deliveries).toEqual(
      [post, secret, status].map(({ id, content }) => ({
        id,
        content,
        state: "pending",
        revision: expect.any(Number) as number,
        failures: 0,
      })),
    );
  });

  test("has nothing to hand out for an address without deliveries", async () => {
    const { store } = await open();

    expect(await claim(store)).toEqual([]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
    expect(await store.deliveries.nextDueMs(ADDRESS)).toBeUndefined();
  });

  test("queues each thread in a lane of its own", async () => {
    const { store } = await open();

    await store.commit({
      deliveries: [
        aPost("in-thread", { thread: "100.1" }),
        aPost("in-other-thread", { thread: "100.2" }),
        aPrivate("private", { thread: "100.1" }),
        aStatus("on-root", "queued", aRef("100.1")),
        aStatus("on-reply", "queued", aRef("555", { thread: "100.2" })),
      ],
    });

    const lanes = await claim(store);
    const byLane = new Map(lanes.map((lane) => [lane.lane, idsOf(lane)]));
    expect(byLane).toEqual(
      new Map([
        [threadKey(aConversation({ thread: "100.1" })), ["in-thread", "private", "on-root"]],
        [threadKey(aConversation({ thread: "100.2" })), ["in-other-thread", "on-reply"]],
      ]),
    );
  });

  test("queues posts to a channel outside any thread in one lane", async () => {
    const { store } = await open();
    const to: Conversation = { platform: "console", workspace: "acme-inc", channel: "C1" };
    const content = { kind: "post", to, message: { text: "standup" } } as const;

    await store.commit({ deliveries: [{ id: "d1", content }] });
    await store.commit({ deliveries: [{ id: "d2", content }] });

    expect(idsOf(only(await claim(store)))).toEqual(["d1", "d2"]);
  });

  test("hands deliveries only to their own address", async () => {
    const { store } = await open();
    const elsewhere = { platform: "console", workspace: "acme" };
    await store.commit({ deliveries: [aPost("here"), aPost("there", elsewhere)] });

    const here = await claim(store);
    const there = await claim(store, { address: addressOf(elsewhere) });

    expect(idsOf(only(here))).toEqual(["here"]);
    expect(idsOf(only(there))).toEqual(["there"]);
  });

  test("takes a delivery with a known id once, waiting, taken or sent", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1", {}, "first")] });

    await store.commit({ deliveries: [aPost("d1", {}, "second"), aPost("d1", {}, "third")] });
    const lane = only(await claim(store));
    await store.commit({ deliveries: [aPost("d1", {}, "fourth")] });
    await settle(store, lane, "d1");
    await store.commit({ deliveries: [aPost("d1", {}, "fifth")] });

    expect(lane.deliveries.map(({ content }) => content)).toEqual([aPost("d1", {}, "first").content]);
    expect(await claim(store)).toEqual([]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
  });

  test("hands out a lane in order, no more than asked for", async () => {
    const { store } = await open();
    // Neither names nor times of enqueueing sort like the order wanted.
    const ids = ["d9", "d10", "d1", "d5", "d2"];
    for (const id of ids) await store.commit({ deliveries: [aPost(id)] });

    const seen: string[][] = [];
    while (seen.flat().length < ids.length) {
      const lane = only(await claim(store, { perLane: 2 }));
      seen.push(idsOf(lane));
      for (const id of idsOf(lane)) await settle(store, lane, id);
      await store.deliveries.release(lane);
    }

    expect(seen).toEqual([["d9", "d10"], ["d1", "d5"], ["d2"]]);
    expect(await claim(store)).toEqual([]);
  });

  test("hands out no more lanes than asked for", async () => {
    const { store } = await open();
    await store.commit({ deliveries: ["1", "2", "3"].map((thread) => aPost(`d${thread}`, { thread })) });

    const two = await claim(store, { lanes: 2 });
    const rest = await claim(store, { lanes: 2 });

    expect([two.length, rest.length]).toEqual([2, 1]);
    expect(new Set([...two, ...rest].flatMap(idsOf))).toEqual(new Set(["d1", "d2", "d3"]));
  });

  test("gives a lane to one of many simultaneous claimants", async () => {
    const { store } = await open();
    const deliveries = Array.from({ length: 20 }, (_, n) => aPost(`d${n}`, { thread: `t${n}` }));
    await store.commit({ deliveries });

    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(store, { lanes: 5 })));

    const lanes = claims.flat();
    expect(lanes).toHaveLength(20);
    expect(new Set(lanes.map((lane) => lane.lane)).size).toBe(20);
    expect(new Set(lanes.map((lane) => lane.fence)).size).toBe(20);
  });

  test("keeps a taken lane for its claimant, also when more is enqueued", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));

    await store.commit({ deliveries: [aPost("d2")] });
    clock.advance(LEASE_MS - 1);

    expect(await claim(store)).toEqual([]);
    expect(await settle(store, lane, "d1")).toBe("settled");
    await store.deliveries.release(lane);
    expect(idsOf(only(await claim(store)))).toEqual(["d2"]);
  });

  test("keeps a lane for its claimant until the last taken delivery is settled", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), aPost("d3")] });
    const lane = only(await claim(store, { perLane: 2 }));

    await settle(store, lane, "d1");

    expect(await claim(store)).toEqual([]);
    expect(await settle(store, lane, "d2")).toBe("settled");
  });

  test("gives a released lane to the next claimant, as untried as it was", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), aPost("d3")] });
    const first = only(await claim(store));
    await settle(store, first, "d1");

    await store.deliveries.release(first);

    const second = only(await claim(store));
    expect(second.deliveries.map(({ id, state }) => [id, state])).toEqual([
      ["d2", "pending"],
      ["d3", "pending"],
    ]);
    expect(second.fence).not.toBe(first.fence);
  });

  test("hands out the lane of a crashed claimant after its lease, marked as perhaps sent", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const crashed = only(await claim(store));
    await settle(store, crashed, "d1");

    clock.advance(LEASE_MS);

    const next = only(await claim(store));
    expect(next.deliveries.map(({ id, state, failures }) => [id, state, failures])).toEqual([
      ["d2", "sending", 0],
    ]);
  });

  test("hands out copies of a delivery, not its own", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1", {}, "as enqueued")] });
    const [first] = only(await claim(store)).deliveries;
    if (first?.content.kind === "post") first.content.message.text = "changed by the claimant";

    clock.advance(LEASE_MS);

    const [second] = only(await claim(store)).deliveries;
    expect(second?.content).toEqual(aPost("d1", {}, "as enqueued").content);
  });

  test("does not forget that a crashed claimant may have sent when the next one gives the lane back", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    await claim(store);
    clock.advance(LEASE_MS);
    const second = only(await claim(store));

    await store.deliveries.release(second);

    const third = only(await claim(store));
    expect(["sending", "unsure"]).toContain(third.deliveries[0]?.state);
  });

  test("lets a slow claimant settle after its lease while nobody else has the lane", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const lane = only(await claim(store));
    clock.advance(LEASE_MS + MINUTE);

    expect(await settle(store, lane, "d1")).toBe("settled");

    expect(await claim(store)).toEqual([]);
  });

  test("keeps a claimant whose lane was taken over from changing anything", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
    const old = only(await claim(store));
    clock.advance(LEASE_MS);
    const current = only(await claim(store));

    const answers = [
      await settle(store, old, "d1"),
      await store.deliveries.fail({
        ...old,
        deliveryId: "d1",
        unsure: false,
        retryAtMs: clock.now() + SECOND,
      }),
      await store.deliveries.fail({ ...old, deliveryId: "d1", unsure: false, retryAtMs: "never" }),
      await store.deliveries.fail({
        ...old,
        deliveryId: "d1",
        unsure: false,
        retryAtMs: clock.now() + SECOND,
        pauseChannel: true,
      }),
    ];
    await store.deliveries.release(old);

    expect(answers).toEqual(["fenced", "fenced", "fenced", "fenced"]);
    expect(await claim(store)).toEqual([]);
    expect(await store.deadLetters.list(10)).toEqual([]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(2);
    expect(await settle(store, current, "d1")).toBe("settled");
    expect(await settle(store, current, "d2")).toBe("settled");
    await store.commit({ deliveries: [aPost("d3", { thread: "100.9" })] });
    expect(idsOf(only(await claim(store)))).toEqual(["d3"]);
  });

  test("says when the next lane is due, and hands it out at that time", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const enqueued = await store.deliveries.nextDueMs(ADDRESS);
    await claim(store);
    const leased = await store.deliveries.nextDueMs(ADDRESS);

    clock.advance((leased ?? 0) - clock.now());
    const taken = only(await claim(store));
    await settle(store, taken, "d1");
    await store.deliveries.release(taken);

    expect(enqueued).toBeLessThanOrEqual(clock.now() - LEASE_MS);
    expect(leased).toBe(clock.now());
    expect(await store.deliveries.nextDueMs(ADDRESS)).toBeUndefined();
  });

  test("names the earliest of several due times", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("slow", { thread: "1" })] });
    await claim(store);
    clock.advance(SECOND);
    await store.commit({ deliveries: [aPost("soon", { thread: "2" })] });
    await claim(store, { leaseMs: 2 * SECOND });

    expect(await store.deliveries.nextDueMs(ADDRESS)).toBe(clock.now() + 2 * SECOND);
  });

  test("counts what was neither sent nor given up", async () => {
    const { store } = await open();
    const count = () => store.deliveries.pendingCount(ADDRESS);
    await store.commit({
      deliveries: [aPost("d1"), aPost("d2"), aPost("d3"), aPost("other", { thread: "9" })],
    });

    const enqueued = await count();
    const lane = (await claim(store)).find((candidate) => idsOf(candidate).includes("d1"));
    const taken = await count();
    if (lane !== undefined) await settle(store, lane, "d1");
    const settled = await count();
    if (lane !== undefined) {
      await store.deliveries.fail({ ...lane, deliveryId: "d2", unsure: false, retryAtMs: "never" });
    }

    expect([enqueued, taken, settled, await count()]).toEqual([4, 4, 3, 2]);
  });
}
