import { expect, test } from "vitest";
import { takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock, HOUR } from "../store-contract/contract-kit.ts";
import { aTask } from "../store-contract/samples.ts";
import { openBudgets, used } from "./budget-kit.ts";

const TOKENS = { scope: "user", what: "tokens", limit: 1_000 } as const;

async function open(...rules: readonly object[]) {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const task = aTask("T1");
  await store.commit({ task });
  const budgets = openBudgets(store, clock.now, rules);
  return {
    clock,
    store,
    budgets,
    work: { task, agent: "debug" },
    again: (timeZone?: string) => openBudgets(store, clock.now, rules, timeZone),
    log: async (...events: Parameters<typeof used>[]) =>
      store.commit({ events: events.map((event) => used(...event)) }),
    texts: async () => textsOf(await takeDeliveries(store)),
  };
}

test("what was used is charged to the channel, the person, the agent and the organisation, by their ids", async () => {
  const rules = ["organisation", "channel", "user", "agent"].map((scope) => ({ ...TOKENS, scope }));
  const { budgets, log } = await open(...rules, { scope: "user", what: "money", limit: 5 });
  await log(["T1", { cost: 1.5 }]);

  const all = await budgets.standings();

  expect(all.map(({ key, used: amount, state }) => [key, amount, state])).toEqual([
    ["organisation/all/tokens", 700, "within"],
    ["channel/dev/tokens", 700, "within"],
    ["user/ana/tokens", 700, "within"],
    ["user/ana/money", 1.5, "within"],
    ["agent/debug/tokens", 700, "within"],
  ]);
});

test("an event counts once, however many processes fold the log and whenever they begin", async () => {
  const { budgets, again, log } = await open(TOKENS);
  await log(["T1"], ["T1"]);

  await Promise.all([budgets.standings(), again().standings(), again().standings()]);

  expect(await again().find("user/ana/tokens")).toMatchObject({ used: 1_400 });
});

test("warns once at the share of the limit that is set, and lets work go on", async () => {
  const { budgets, again, work, log, texts } = await open({ ...TOKENS, warnAt: 0.5 });
  await log(["T1"]);

  expect(await budgets.check(work)).toBeUndefined();
  expect(await again().check(work)).toBeUndefined();

  const said = await texts();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("the user ana for today is nearly used up: 700 tokens of 1,000 tokens (70 %)");
});

test("pauses at the limit and asks once in each thread, with a choice and a command", async () => {
  const { budgets, store, work, log } = await open(TOKENS);
  await log(["T1"], ["T1"]);

  expect(await budgets.check(work)).toMatchObject({ key: "user/ana/tokens", state: "paused" });
  expect(await budgets.check(work)).toBeDefined();

  const posts = (await takeDeliveries(store)).flatMap((each) => (each.kind === "post" ? [each] : []));
  expect(posts).toHaveLength(1);
  expect(posts[0]).toMatchObject({
    to: work.task.thread,
    message: {
      text: expect.stringContaining("`/budget raise user/ana/tokens 2000`") as string,
      choices: { prompt: "budget/user/ana/tokens@1000", options: [{ label: "Raise to 2,000 tokens" }, {}] },
    },
  });
});

test("a raise lets work go on until the new limit, going on lets it for the day, and the next day begins anew", async () => {
  const { budgets, clock, work, log } = await open(TOKENS);
  await log(["T1"], ["T1"]);
  await budgets.check(work);

  expect(await budgets.decide("user/ana/tokens", { kind: "raise", limit: 900 }, "U2")).toBe("lower");
  expect(await budgets.decide("user/ana/tokens", { kind: "raise", limit: 2_000 }, "U2")).toMatchObject({
    state: "within",
  });
  expect(await budgets.check(work)).toBeUndefined();
  await log(["T1"]);
  expect(await budgets.check(work)).toMatchObject({ state: "paused", limit: 2_000 });
  await budgets.decide("user/ana/tokens", { kind: "go_on" }, "U2");
  expect(await budgets.check(work)).toBeUndefined();

  clock.advance(24 * HOUR);
  expect(await budgets.find("user/ana/tokens")).toMatchObject({ used: 0, limit: 1_000, state: "within" });
});

test("a day begins where the organisation is", async () => {
  const { clock, again, log } = await open(TOKENS);
  await log(["T1"]);

  // From nine in the morning in UTC: past midnight in Tokyo, not yet in Lisbon.
  clock.advance(7 * HOUR);

  expect(await again("Asia/Tokyo").find("user/ana/tokens")).toMatchObject({ used: 0 });
});

test("a rule for one goes before the rule for each, and pauseAt moves the pause", async () => {
  const { budgets, work, log } = await open(
    { ...TOKENS, limit: 10 },
    { ...TOKENS, only: "ana", limit: 500, pauseAt: 1.5 },
  );
  await log(["T1"]);

  expect(await budgets.check(work)).toBeUndefined();
  expect(await budgets.find("user/ana/tokens")).toMatchObject({ limit: 500, state: "warned" });
});

test("what a running agent used and the log does not know yet counts as well", async () => {
  const { budgets, work, log } = await open(TOKENS);
  await log(["T1"]);
  const more = { tokens: 300, estimatedTokens: 0, money: 0, gpuMinutes: 0 };

  expect(await budgets.check(work, more)).toMatchObject({ used: 1_000, state: "paused" });
});

test("minutes on a GPU and estimated tokens are told apart", async () => {
  const { budgets, store, log } = await open({ scope: "agent", what: "gpuMinutes", limit: 10 }, TOKENS);
  await log(["T1"], ["T1", { isEstimated: true }]);
  await store.commit({
    events: [{ type: "gpu.used", taskId: "T1", data: { agent: "debug", durationMs: 90_000 } }],
  });

  expect(await budgets.find("agent/debug/gpuMinutes")).toMatchObject({ used: 1.5 });
  expect(await budgets.find("user/ana/tokens")).toMatchObject({ used: 1_400, estimated: 700 });
});

test("without rules nothing is counted and nothing held", async () => {
  const { budgets, store, work, log } = await open();
  await log(["T1"]);

  expect(await budgets.check(work)).toBeUndefined();
  expect(await store.documents.list("spend")).toEqual(new Map());
});
