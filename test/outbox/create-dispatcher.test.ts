import { expect, onTestFinished, test, vi } from "vitest";
import { BotError } from "../../src/errors.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { startDispatcher } from "../../src/outbox/create-dispatcher.ts";
import type { DispatcherDeps } from "../../src/outbox/create-dispatcher.ts";
import type { NewDelivery } from "../../src/outbox/delivery.ts";
import { createScriptedChat } from "./scripted-chat.ts";
import type { ScriptedChat } from "./scripted-chat.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { aConversation, ADDRESS, aPost, aPrivate, aRef, aStatus } from "../store-contract/samples.ts";

const LIMITS = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 60_000, leaseMs: 30_000, lanes: 4 };

const busy = new BotError("chat.unavailable", "The platform is busy.", { retryable: true });
const refused = new BotError("chat.no_such_channel", "There is no such channel.");
const lost = new BotError("chat.unknown_outcome", "No answer came.", { retryable: true });

function rateLimited(retryAfterMs: number): BotError {
  return new BotError("chat.rate_limited", "Slower, please.", { retryable: true, retryAfterMs });
}

interface SetUp {
  readonly chat?: ScriptedChat;
  readonly limits?: Partial<typeof LIMITS>;
  /** 0.5 means no jitter: each wait is exactly its step. */
  readonly random?: () => number;
  readonly onShut?: NonNullable<DispatcherDeps["onShut"]>;
}

function setUp({ chat = createScriptedChat(), limits = {}, random = () => 0.5, ...more }: SetUp = {}) {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const start = async () => {
    const dispatcher = await startDispatcher({
      deliveries: store.deliveries,
      wake: store.wake,
      ports: [chat],
      clock,
      random,
      log: silentLogger,
      limits: { ...LIMITS, ...limits },
      ...more,
    });
    onTestFinished(async () => {
      chat.resume();
      await dispatcher.stop();
    });
    await clock.settle();
    return dispatcher;
  };
  const enqueue = async (...deliveries: readonly NewDelivery[]) => {
    await store.commit({ deliveries });
    await clock.settle();
  };
  return { chat, clock, store, start, enqueue };
}

function idsOf(chat: ScriptedChat): string[] {
  return chat.posted.map(({ deliveryId }) => deliveryId);
}

async function deadOf(store: ReturnType<typeof setUp>["store"]): Promise<string[]> {
  return (await store.deadLetters.list(10)).map(({ kind, id }) => `${kind} ${id}`);
}

test("sends what was waiting before it started and what comes in later, without waiting for a poll", async () => {
  const { chat, start, enqueue } = setUp();
  await enqueue(aPost("early"));

  await start();
  await enqueue(aPost("late", { thread: "other" }));

  expect(idsOf(chat)).toEqual(["early", "late"]);
});

test("keeps the order within a thread, however many there are", async () => {
  const { chat, start, enqueue } = setUp();
  const ids = Array.from({ length: 13 }, (_, index) => `d${index}`);
  await enqueue(...ids.map((id) => aPost(id)));

  await start();

  expect(idsOf(chat)).toEqual(ids);
});

test("lets nothing overtake a delivery that has to wait, while other threads go on", async () => {
  const { chat, clock, start, enqueue } = setUp();
  chat.meet({ error: busy, when: "before" });
  await start();

  await enqueue(aPost("first"), aPost("second"));
  await enqueue(aPost("elsewhere", { thread: "other" }));

  expect(idsOf(chat)).toEqual(["elsewhere"]);
  await clock.advance(1_000);
  expect(idsOf(chat)).toEqual(["elsewhere", "first", "second"]);
});

test("looks up a post whose answer was lost instead of posting it twice", async () => {
  const { chat, clock, store, start, enqueue } = setUp();
  chat.meet({ error: lost, when: "after" });
  await start();

  await enqueue(aPost("once"), aPost("next"));
  await clock.advance(5_000);

  expect(idsOf(chat)).toEqual(["once", "next"]);
  expect(chat.lookedUp).toEqual(["once"]);
  expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
});

test("posts again when the lookup shows that the lost post never arrived", async () => {
  const { chat, clock, start, enqueue } = setUp();
  chat.meet({ error: lost, when: "before" });
  await start();

  await enqueue(aPost("once"));
  await clock.advance(5_000);

  expect(idsOf(chat)).toEqual(["once"]);
  expect(chat.lookedUp).toEqual(["once"]);
});

test("still looks up a lost post when a rate limit or an outage came in between", async () => {
  const { chat, clock, start, enqueue } = setUp({ limits: { attempts: 9 } });
  // The post arrives, its answer is lost; the lookups meet a rate limit and then an outage.
  chat.meet(
    { error: lost, when: "after" },
    { error: rateLimited(2_000), when: "before" },
    { error: busy, when: "before" },
  );
  await start();

  await enqueue(aPost("once"));
  await clock.advance(60_000);

  expect(idsOf(chat)).toEqual(["once"]);
});

test("looks up what a crashed process had in hand, even when a rate limit delays the lookup", async () => {
  const { chat, clock, store, start, enqueue } = setUp();
  await enqueue(aPost("once"));
  const [lane] = await store.deliveries.claim(ADDRESS, { lanes: 1, perLane: 1, leaseMs: 10_000 });
  const [taken] = lane?.deliveries ?? [];
  if (taken?.content.kind !== "post") throw new Error("nothing was claimed");
  await chat.post(taken.content.to, taken.content.message, { deliveryId: taken.id });
  chat.meet({ error: rateLimited(2_000), when: "before" });

  await start();
  await clock.advance(60_000);

  expect(idsOf(chat)).toEqual(["once"]);
});

test("does not look up a delivery that certainly never left", async () => {
  const { chat, clock, start, enqueue } = setUp();
  chat.meet({ error: busy, when: "before" });
  await start();

  await enqueue(aPost("once"));
  await clock.advance(5_000);

  expect(chat.calls).toEqual(["post once", "post once"]);
});

test("holds the whole channel back as long as the platform asks, and other channels not at all", async () => {
  const { chat, clock, start, enqueue } = setUp();
  chat.meet({ error: rateLimited(30_000), when: "before" });
  await start();

  await enqueue(aPost("limited"));
  await enqueue(aPost("same-channel", { thread: "other" }), aPost("free", { channel: "C2" }));
  await clock.advance(29_999);

  expect(chat.calls).toEqual(["post limited", "post free"]);
  await clock.advance(1_001);
  expect(idsOf(chat).toSorted()).toEqual(["free", "limited", "same-channel"]);
});

test("does not count waiting out a rate limit as a failed try", async () => {
  const { chat, clock, store, start, enqueue } = setUp({ limits: { attempts: 2 } });
  chat.meet(...Array.from({ length: 6 }, () => ({ error: rateLimited(1_000), when: "before" }) as const), {
    error: busy,
    when: "before",
  });
  await start();

  await enqueue(aPost("patient"));
  await clock.advance(20_000);

  expect(idsOf(chat)).toEqual(["patient"]);
  expect(await deadOf(store)).toEqual([]);
});

test("waits twice as long after each failure, up to the longest wait", async () => {
  const { chat, clock, start, enqueue } = setUp({ limits: { attempts: 10, maxBackoffMs: 4_000 } });
  chat.meet(...Array.from({ length: 5 }, () => ({ error: busy, when: "before" }) as const));
  await start();
  await enqueue(aPost("stubborn"));

  const triesAfter: number[] = [chat.calls.length];
  for (const wait of [999, 1, 1_999, 1, 3_999, 1, 3_999, 1, 3_999, 1]) {
    await clock.advance(wait);
    triesAfter.push(chat.calls.length);
  }

  expect(triesAfter).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
  expect(idsOf(chat)).toEqual(["stubborn"]);
});

test.each([
  [0, 750],
  [0.999, 1_249],
])("spreads the waits of many processes: %d makes a second %d ms", async (share, wait) => {
  const { chat, clock, start, enqueue } = setUp({ random: () => share });
  chat.meet({ error: busy, when: "before" });
  await start();
  await enqueue(aPost("one"));

  await clock.advance(wait - 10);
  const before = chat.calls.length;
  await clock.advance(20);

  expect([before, chat.calls.length]).toEqual([1, 2]);
});

test("keeps to the pace of the platform, together with other bots, and lets alerts overtake", async () => {
  const chat = createScriptedChat({ pace: { perChannelMs: 1_000, burst: 3 } });
  const { clock, start, enqueue } = setUp({ chat });
  await start();
  await start();
  await enqueue(...Array.from({ length: 6 }, (_, n) => aPost(`c${n}`, { thread: `t${n}` })));
  const atOnce = idsOf(chat).length;

  await enqueue({ ...aPost("alert", { thread: "new" }), isUrgent: true }, aPost("calm", { channel: "C2" }));
  const bySecond: string[][] = [];
  for (let second = 0; second < 5; second += 1) {
    const before = idsOf(chat).length;
    await clock.advance(1_000);
    bySecond.push(idsOf(chat).slice(before));
  }

  expect(atOnce).toBe(3);
  expect(bySecond[0]).toEqual(["alert"]);
  expect(idsOf(chat).indexOf("calm")).toBe(3);
  expect(bySecond.slice(1).map(({ length }) => length)).toEqual([1, 1, 1, 0]);
});

test("uses up no try while the platform's door is shut", async () => {
  const { chat, clock, store, start, enqueue } = setUp({ limits: { attempts: 2 } });
  const shut = new BotError("chat.no_access", "The token is refused.", {
    retryable: true,
    retryAfterMs: 60_000,
  });
  chat.meet(...Array.from({ length: 5 }, () => ({ error: shut, when: "before" }) as const));
  await start();

  await enqueue(aPost("patient"));
  await clock.advance(6 * 60_000);

  expect(idsOf(chat)).toEqual(["patient"]);
  expect(await deadOf(store)).toEqual([]);
});

test("makes a dead letter of what fails every time, and then the thread goes on", async () => {
  const { chat, clock, store, start, enqueue } = setUp();
  chat.meet(...Array.from({ length: 3 }, () => ({ error: busy, when: "before" }) as const));
  await start();

  await enqueue(aPost("hopeless"), aPost("next"));
  await clock.advance(10_000);

  expect(chat.calls).toEqual(["post hopeless", "post hopeless", "post hopeless", "post next"]);
  expect(await deadOf(store)).toEqual(["delivery hopeless"]);
});

test("gives up at once where trying again cannot help", async () => {
  const { chat, store, start, enqueue } = setUp();
  chat.meet({ error: refused, when: "before" });
  await start();

  await enqueue(aPost("hopeless"), aPost("next"));

  expect(chat.calls).toEqual(["post hopeless", "post next"]);
  expect(await deadOf(store)).toEqual(["delivery hopeless"]);
});

test("shows only the newest status of those that waited", async () => {
  const { chat, start, enqueue } = setUp();
  await enqueue(aStatus("s", "received"), aStatus("s", "queued"), aStatus("s", "running"));

  await start();

  expect(chat.statuses.map(({ status }) => status.state)).toEqual(["running"]);
});

test("shows a status that changed while the one before was on its way", async () => {
  const { chat, clock, start, enqueue } = setUp();
  await start();
  chat.pause();
  await enqueue(aStatus("s", "queued"));

  await enqueue(aStatus("s", "running"));
  chat.resume();
  await clock.advance(1_000);

  expect(chat.statuses.map(({ status }) => status.state)).toEqual(["queued", "running"]);
});

test("takes no more than its number of threads at a time and gets to all of them", async () => {
  const { chat, clock, start, enqueue } = setUp({ limits: { lanes: 2 } });
  await start();
  chat.pause();
  const ids = ["a", "b", "c", "d", "e"];

  await enqueue(...ids.map((id) => aPost(id, { thread: id })));
  const atOnce = chat.calls.length;
  chat.resume();
  await clock.advance(1_000);

  expect(atOnce).toBe(2);
  expect(idsOf(chat).toSorted()).toEqual(ids);
});

test("says it to everybody where the platform cannot speak to one person", async () => {
  const whisperer = setUp();
  const loud = setUp({ chat: createScriptedChat({ canWhisper: false }) });
  await whisperer.start();
  await loud.start();

  await whisperer.enqueue(aPrivate("p"));
  await loud.enqueue(aPrivate("p"));

  expect(whisperer.chat.posted.map(({ userId }) => userId)).toEqual(["U1"]);
  expect(loud.chat.posted.map(({ userId }) => userId)).toEqual([undefined]);
});

test("counts a call without an answer as perhaps arrived", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { chat, clock, start, enqueue } = setUp();
  await start();
  chat.pause();
  await enqueue(aPost("slow"));

  await vi.advanceTimersByTimeAsync(10_000);
  // The first call gets through after all, once nobody listens any more.
  chat.resume();
  await clock.advance(5_000);

  expect(idsOf(chat)).toEqual(["slow"]);
  expect(chat.lookedUp).toEqual(["slow"]);
});

test("finishes what it is sending when it stops, and gives the rest back at once", async () => {
  const { chat, clock, store, start, enqueue } = setUp();
  const dispatcher = await start();
  chat.pause();
  await enqueue(aPost("sending"), aPost("next"), aPost("last"));

  const stopped = dispatcher.stop();
  await clock.settle();
  chat.resume();
  await stopped;

  expect(idsOf(chat)).toEqual(["sending"]);
  const claimed = await store.deliveries.claim(ADDRESS, { lanes: 9, perLane: 9, leaseMs: 1_000 });
  expect(claimed.flatMap(({ deliveries }) => deliveries.map(({ id, state }) => [id, state]))).toEqual([
    ["next", "pending"],
    ["last", "pending"],
  ]);
});

test("sends nothing after it stopped", async () => {
  const { chat, clock, start, enqueue } = setUp();
  const dispatcher = await start();

  await dispatcher.stop();
  await enqueue(aPost("too-late"));
  await clock.advance(5_000);

  expect(chat.calls).toEqual([]);
});

test("leaves the deliveries of other workspaces to other processes", async () => {
  const { chat, clock, start, enqueue } = setUp();
  await start();

  await enqueue(aPost("foreign", { workspace: "elsewhere" }), aStatus("s", "done", aRef("1")));
  await clock.advance(5_000);

  expect(chat.calls).toEqual(["status done"]);
});

test("goes on after the store was away for a while", async () => {
  const { chat, clock, store, enqueue } = setUp();
  await enqueue(aPost("kept"));
  let broken = true;
  const dispatcher = await startDispatcher({
    deliveries: {
      ...store.deliveries,
      claim: async (address, options) => {
        if (broken) throw new BotError("redis.unreachable", "Redis is away.", { retryable: true });
        return store.deliveries.claim(address, options);
      },
    },
    wake: store.wake,
    ports: [chat],
    clock,
    random: () => 0.5,
    log: silentLogger,
    limits: LIMITS,
  });
  onTestFinished(() => dispatcher.stop());
  await clock.advance(3_000);
  const whileAway = chat.calls.length;

  broken = false;
  await clock.advance(1_000);

  expect([whileAway, idsOf(chat)]).toEqual([0, ["kept"]]);
});

test("waits for the store with a delivery that is out rather than sending it again", async () => {
  const { chat, clock, store, enqueue } = setUp();
  await enqueue(aPost("once"));
  let failures = 3;
  const dispatcher = await startDispatcher({
    deliveries: {
      ...store.deliveries,
      settle: async (...given) => {
        failures -= 1;
        if (failures >= 0) throw new BotError("redis.unreachable", "Redis is away.", { retryable: true });
        return store.deliveries.settle(...given);
      },
    },
    wake: store.wake,
    ports: [chat],
    clock,
    random: () => 0.5,
    log: silentLogger,
    limits: LIMITS,
  });
  onTestFinished(() => dispatcher.stop());

  await clock.advance(40_000);

  expect(chat.calls).toEqual(["post once"]);
  expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
});

function aLive(text: string): NewDelivery {
  return { id: "live", content: { kind: "live", to: aConversation(), message: { text } } };
}

test("a live message is posted once and changed from then on", async () => {
  const { chat, start, enqueue } = setUp();
  await start();

  await enqueue(aLive("one"));
  await enqueue(aLive("two"));

  expect(chat.calls).toEqual(["post live", expect.stringMatching(/^update .+: two$/u)]);
});

test("a live message whose first post may have arrived is looked up and changed, never posted twice", async () => {
  const { chat, clock, start, enqueue } = setUp();
  chat.meet({ error: lost, when: "after" });
  await start();
  await enqueue(aLive("one"));

  await enqueue(aLive("two"));
  await clock.advance(5_000);

  expect(idsOf(chat)).toEqual(["live"]);
  expect(chat.calls.at(-1)).toMatch(/^update .+: two$/u);
});

test("tells of what it may not post where the bot is not let in, before it is a dead letter, and of no other", async () => {
  const told: string[] = [];
  const rig = setUp({
    onShut: async ({ id }) => {
      told.push(`${id}, dead letters ${(await rig.store.deadLetters.list(10)).length}`);
    },
  });
  const shut = new BotError("chat.not_in_channel", "The bot is not in the channel.");
  rig.chat.meet({ error: refused, when: "before" }, { error: shut, when: "before" });
  await rig.start();

  await rig.enqueue(aPost("refused"));
  await rig.enqueue(aPost("shut"));

  expect(told).toEqual(["shut, dead letters 1"]);
  expect(await deadOf(rig.store)).toHaveLength(2);
});
