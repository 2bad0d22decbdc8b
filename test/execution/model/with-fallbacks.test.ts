import { expect, test } from "vitest";
import { createBreakers } from "../../../src/execution/model/circuit-breaker.ts";
import { withFallbacks } from "../../../src/execution/model/with-fallbacks.ts";
import { withTimeLimit } from "../../../src/execution/model/with-time-limit.ts";
import { createFakeModel } from "../../fakes/fake-model.ts";
import type { ScriptedTurn } from "../../fakes/fake-model.ts";
import { createVirtualClock } from "../../fakes/virtual-clock.ts";

const DOWN: ScriptedTurn = { fails: 500 };
const FINE: ScriptedTurn = { say: "yes" };

function aRequest(signal = new AbortController().signal) {
  return { messages: [], tools: [], signal };
}

function setUp(first: ScriptedTurn[], second: ScriptedTurn[] = [FINE]) {
  const clock = createVirtualClock();
  const failures: string[] = [];
  const fake = (name: string, turns: ScriptedTurn[]) =>
    createFakeModel((_request, turn) => turns[Math.min(turn, turns.length - 1)]!, name);
  const one = fake("a:one", first);
  const two = fake("b:two", second);
  const model = withFallbacks([one.model, two.model], {
    breakerOf: createBreakers({ failures: 2, pauseMs: 60_000 }, clock),
    onFailure: ({ model: name, code }) => failures.push(`${name} ${code}`),
  });
  const ask = async () => (await model.answer(aRequest())).model;
  return { ask, model, one, two, clock, failures };
}

test("the first model that answers is taken", async () => {
  const { ask, two, failures } = setUp([FINE]);

  expect(await ask()).toBe("a:one");
  expect(two.asked).toEqual([]);
  expect(failures).toEqual([]);
});

test.each<[string, ScriptedTurn, string]>([
  ["is down", DOWN, "llm.unreachable"],
  ["refuses", { fails: 401 }, "llm.refused"],
  ["is asked too often", { fails: 429 }, "llm.rate_limited"],
])("a model that %s is followed by its fallback", async (_what, turn, code) => {
  const { ask, failures } = setUp([turn]);

  expect(await ask()).toBe("b:two");
  expect(failures).toEqual([`a:one ${code}`]);
});

test("a provider that failed too often in a row is left alone, then tried once", async () => {
  const { ask, one, clock, failures } = setUp([DOWN, DOWN, DOWN, FINE]);
  await ask();
  await ask();

  await ask();
  expect(one.asked).toHaveLength(2);
  expect(failures.at(-1)).toBe("a:one llm.paused");

  await clock.advance(60_000);
  expect(await ask()).toBe("b:two");
  expect(one.asked).toHaveLength(3);
  expect(await ask()).toBe("b:two");
  expect(one.asked).toHaveLength(3);

  await clock.advance(60_000);
  expect(await ask()).toBe("a:one");
  expect(await ask()).toBe("a:one");
});

test("a refused request says nothing about the provider", async () => {
  const { ask, one } = setUp([{ fails: 400 }]);

  for (let turn = 0; turn < 4; turn += 1) await ask();

  expect(one.asked).toHaveLength(4);
});

test("when none answers, the error says why for each", async () => {
  const { ask } = setUp([{ fails: 401 }], [DOWN]);

  await expect(ask()).rejects.toMatchObject({ code: "llm.no_model", retryable: true });
});

test("a stop is no failure, and asks nobody else", async () => {
  const { model, two, failures } = setUp([{ hangs: true }]);
  const stop = new AbortController();
  const hanging = model.answer(aRequest(stop.signal));
  setImmediate(() => stop.abort());

  await expect(hanging).rejects.toMatchObject({ code: "execution.stopped" });
  expect(two.asked).toEqual([]);
  expect(failures).toEqual([]);
});

test("an answer that takes too long is given up", async () => {
  const clock = createVirtualClock();
  const { model } = createFakeModel(() => ({ hangs: true }));
  const late = withTimeLimit(model, 5_000, clock).answer(aRequest());
  late.catch(() => undefined);

  await clock.advance(5_001);

  await expect(late).rejects.toMatchObject({ code: "llm.timeout", retryable: true });
});
