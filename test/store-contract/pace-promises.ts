import { expect, test } from "vitest";
import type { Pace } from "../../src/chat/chat-port.ts";
import type { NewDelivery } from "../../src/outbox/delivery.ts";
import type { Store } from "../../src/store/store.ts";
import { claim, idsOf, settle } from "./claiming.ts";
import { SECOND } from "./contract-kit.ts";
import type { Open, TestClock } from "./contract-kit.ts";
import { ADDRESS, aConversation, aPost, aRef, aStatus } from "./samples.ts";

const PACE: Pace = { perChannelMs: SECOND, burst: 3 };

function urgent(delivery: NewDelivery): NewDelivery {
  return { ...delivery, isUrgent: true };
}

function aLive(id: string, text: string): NewDelivery {
  return { id, content: { kind: "live", to: aConversation(), message: { text } } };
}

/** Takes and settles everything that may go now; what was sent, in order. */
async function sendAll(store: Store, pace: Pace = PACE): Promise<string[]> {
  const sent: string[] = [];
  for (;;) {
    const lanes = await claim(store, { perLane: 5, pace });
    if (lanes.length === 0) return sent;
    for (const lane of lanes) {
      for (const id of idsOf(lane)) {
        await settle(store, lane, id);
        sent.push(id);
      }
    }
  }
}

async function sendFor(store: Store, clock: TestClock, seconds: number): Promise<string[][]> {
  const bySecond: string[][] = [];
  for (let second = 0; second < seconds; second += 1) {
    bySecond.push(await sendAll(store));
    clock.advance(SECOND);
  }
  return bySecond;
}

/** Nothing faster than the platform takes it, whatever is urgent first, and nobody starves. */
export function pacePromises(open: Open): void {
  test("sends a burst and then one at a time to a channel, in order", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: Array.from({ length: 6 }, (_, n) => aPost(`d${n}`)) });

    const sent = await sendFor(store, clock, 5);

    expect(sent).toEqual([["d0", "d1", "d2"], ["d3"], ["d4"], ["d5"], []]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
    expect(await store.deliveries.nextDueMs(ADDRESS)).toBeUndefined();
  });

  test("says when the channel may speak again, and not a moment before", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: Array.from({ length: 4 }, (_, n) => aPost(`d${n}`)) });
    await sendAll(store);

    const dueMs = (await store.deliveries.nextDueMs(ADDRESS)) ?? 0;
    clock.advance(SECOND - 1);
    const early = await sendAll(store);
    clock.advance(1);

    expect(dueMs).toBe(clock.now());
    expect([early, await sendAll(store)]).toEqual([[], ["d3"]]);
  });

  test("takes no share of one channel from another", async () => {
    const { store } = await open();
    await store.commit({ deliveries: Array.from({ length: 9 }, (_, n) => aPost(`hot${n}`)) });
    await sendAll(store);

    await store.commit({ deliveries: [aPost("cool", { channel: "C2" })] });

    expect(await sendAll(store)).toEqual(["cool"]);
  });

  test("gives the threads of a channel their turns, what waits longest first", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: Array.from({ length: 3 }, (_, n) => aPost(`burst${n}`)) });
    await sendAll(store);
    // Neither names nor keys sort like the order wanted.
    const wanted = ["9a", "5a", "7a", "9b", "1a", "7b"];
    for (const id of wanted) {
      await store.commit({ deliveries: [aPost(id, { thread: id.slice(0, 1) })] });
      await sendAll(store);
      clock.advance(1);
    }

    const sent = await sendFor(store, clock, 7);

    expect(sent.flat()).toEqual(wanted);
    expect(Math.max(...sent.map((ids) => ids.length))).toBe(1);
  });

  test("lets what is urgent overtake all that waits in its channel, in its own order", async () => {
    const { store, clock } = await open();
    const chatter = Array.from({ length: 8 }, (_, n) => aPost(`c${n}`, { thread: `t${n % 4}` }));
    await store.commit({ deliveries: chatter });
    await sendAll(store);

    await store.commit({
      deliveries: [urgent(aPost("alert-1", { thread: "t0" })), urgent(aPost("alert-2", { thread: "t0" }))],
    });
    clock.advance(1);
    await store.commit({ deliveries: [urgent(aPost("alert-3", { thread: "new" }))] });
    const sent = (await sendFor(store, clock, 9)).flat();

    expect(sent.slice(0, 3)).toEqual(["alert-1", "alert-2", "alert-3"]);
    expect(sent).toHaveLength(8);
  });

  test("keeps what is urgent before the rest of its thread where there is no pace", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aPost("d1"), aPost("d2"), urgent(aPost("alert"))] });

    const [lane] = await claim(store);

    expect(lane && idsOf(lane)).toEqual(["alert", "d1", "d2"]);
  });

  test("does not make what is urgent wait for the retry of what it overtakes", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const [lane] = await claim(store);
    if (lane === undefined) throw new Error("no lane was claimed");
    await store.deliveries.fail({
      ...lane,
      deliveryId: "d1",
      unsure: false,
      retryAtMs: clock.now() + 60_000,
    });

    await store.commit({ deliveries: [urgent(aPost("alert"))] });

    const [next] = await claim(store, { perLane: 1 });
    expect(next && idsOf(next)).toEqual(["alert"]);
  });

  test("does not let urgency end a wait that the platform asked for", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("d1")] });
    const [lane] = await claim(store, { pace: PACE });
    if (lane === undefined) throw new Error("no lane was claimed");
    const retryAtMs = clock.now() + 30 * SECOND;
    await store.deliveries.fail({ ...lane, deliveryId: "d1", unsure: false, retryAtMs, pauseChannel: true });

    await store.commit({ deliveries: [urgent(aPost("alert", { thread: "other" }))] });
    clock.advance(30 * SECOND - 1);
    const early = await sendAll(store);
    clock.advance(1);

    expect(early).toEqual([]);
    expect(await sendAll(store)).toEqual(["alert", "d1"]);
  });

  test("shows statuses and edits at a pace of their own, the newest, and holds no message back for them", async () => {
    const { store, clock } = await open();
    const pace = { ...PACE, statuses: { everyMs: 2 * SECOND, burst: 1 } };
    await store.commit({ deliveries: [aStatus("s1", "queued", aRef("100.1")), aPost("p1")] });
    const first = await sendAll(store, pace);
    await store.commit({ deliveries: [aStatus("s1", "running", aRef("100.1"))] });

    await store.commit({ deliveries: [aPost("p2")] });
    const second = await sendAll(store, pace);
    await store.commit({ deliveries: [aStatus("s1", "done", aRef("100.1"))] });
    const due = await store.deliveries.nextDueMs(ADDRESS);
    clock.advance(2 * SECOND);

    expect([first, second]).toEqual([["s1", "p1"], ["p2"]]);
    expect(due).toBe(clock.now());
    const [lane] = await claim(store, { pace });
    expect(lane?.deliveries.map(({ content }) => content)).toMatchObject([{ status: { state: "done" } }]);
  });

  test("shows the statuses of many threads one after the other, and lets messages in them pass at once", async () => {
    const { store, clock } = await open();
    const pace = { perChannelMs: 0, burst: 1, statuses: { everyMs: 2 * SECOND, burst: 1 } };
    const threads = Array.from({ length: 6 }, (_, n) => `t${n}`);
    for (const thread of threads) {
      const status = aStatus(`s-${thread}`, "queued", aRef("7", { thread }));
      await store.commit({ deliveries: [status] });
    }
    const seen = [await sendAll(store, pace)];
    const posts = threads.map((thread) => aPost(`p-${thread}`, { thread }));
    await store.commit({ deliveries: posts });
    const passed = await sendAll(store, pace);

    for (let turn = 1; turn < threads.length; turn += 1) {
      clock.advance(2 * SECOND);
      seen.push(await sendAll(store, pace));
    }

    expect(passed.toSorted()).toEqual(threads.map((thread) => `p-${thread}`));
    expect(seen.map((each) => each.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(seen.flat().toSorted()).toEqual(threads.map((thread) => `s-${thread}`));
  });

  test("counts a live message as one of its channel once, and as an edit from then on", async () => {
    const { store, clock } = await open();
    const pace = { perChannelMs: 10 * SECOND, burst: 1, edits: { everyMs: SECOND, burst: 1 } };
    await store.commit({ deliveries: [aLive("live", "one")] });
    const seen = [await sendAll(store, pace)];

    for (const text of ["two", "three", "four"]) {
      await store.commit({ deliveries: [aLive("live", text)] });
      seen.push(await sendAll(store, pace));
    }
    clock.advance(SECOND);
    seen.push(await sendAll(store, pace));

    expect(seen).toEqual([["live"], ["live"], [], [], ["live"]]);
  });

  test("holds back statuses only when the platform refused a status", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aStatus("s1", "queued"), aPost("p1")] });
    const [lane] = await claim(store, { perLane: 1, pace: PACE });
    if (lane === undefined) throw new Error("no lane was claimed");
    const retryAtMs = clock.now() + 30 * SECOND;
    await store.deliveries.fail({ ...lane, deliveryId: "s1", unsure: false, retryAtMs, pauseChannel: true });

    await store.commit({ deliveries: [aStatus("s2", "queued", aRef("7", { channel: "C2" }))] });
    const whileAsked = await sendAll(store);
    clock.advance(30 * SECOND);

    expect(whileAsked).toEqual(["p1"]);
    expect((await sendAll(store)).toSorted()).toEqual(["s1", "s2"]);
  });

  test("gives several claimants together no more than the pace", async () => {
    const { store, clock } = await open();
    const posts = Array.from({ length: 30 }, (_, n) => aPost(`d${n}`, { thread: `t${n}` }));
    await store.commit({ deliveries: posts });

    const counts: number[] = [];
    for (let second = 0; second < 3; second += 1) {
      const claims = await Promise.all(
        Array.from({ length: 5 }, () => claim(store, { lanes: 2, pace: PACE })),
      );
      counts.push(claims.flat().flatMap(idsOf).length);
      clock.advance(SECOND);
    }

    expect(counts).toEqual([3, 1, 1]);
  });
}
