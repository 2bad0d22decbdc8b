import { expect, test } from "vitest";
import { createTextQueue } from "../../src/encoder/text-queue.ts";
import { BotError } from "../../src/errors.ts";

/** Runs end when the test says so, one after the other. */
function createRuns() {
  const batches: string[][] = [];
  const ends: ((error?: Error) => void)[] = [];
  return {
    batches,
    async run(texts: readonly string[]): Promise<Float32Array[]> {
      batches.push([...texts]);
      await new Promise<void>((resolve, reject) => {
        ends.push((error) => (error === undefined ? resolve() : reject(error)));
      });
      return texts.map((text) => Float32Array.of(text.length));
    },
    async end(error?: Error): Promise<void> {
      await settle();
      ends.shift()?.(error);
      await settle();
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function codeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "ok";
  } catch (error) {
    return error instanceof BotError ? error.code : String(error);
  }
}

test("runs one text after the other, in their order", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 1, maxWaiting: 9 });

  const vectors = ["a", "bb", "ccc"].map(async (text) => queue.push(text));
  await settle();
  expect(runs.batches).toEqual([["a"]]);
  for (let index = 0; index < 3; index += 1) await runs.end();

  expect(runs.batches).toEqual([["a"], ["bb"], ["ccc"]]);
  expect((await Promise.all(vectors)).map(([length]) => length)).toEqual([1, 2, 3]);
});

test("collects what waits into the next batch, as much as fits", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 3, maxWaiting: 9 });

  const all = [queue.push("a")];
  await settle();
  all.push(...["b", "c", "d", "e"].map(async (text) => queue.push(text)));
  for (let index = 0; index < 3; index += 1) await runs.end();
  await Promise.all(all);

  expect(runs.batches).toEqual([["a"], ["b", "c", "d"], ["e"]]);
});

test("puts texts that come in one go into one batch from the start", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 8, maxWaiting: 9 });

  const all = ["a", "b", "c"].map(async (text) => queue.push(text));
  await runs.end();
  await Promise.all(all);

  expect(runs.batches).toEqual([["a", "b", "c"]]);
});

test("refuses a text when the queue is full, and takes texts again when there is room", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 1, maxWaiting: 2 });
  const running = queue.push("running");
  await settle();
  const waiting = [queue.push("w1"), queue.push("w2")];

  expect(await codeOf(async () => queue.push("too many"))).toBe("router.encoder_busy");
  await runs.end();
  waiting.push(queue.push("again"));
  for (let index = 0; index < 3; index += 1) await runs.end();

  expect(await Promise.all([running, ...waiting])).toHaveLength(4);
  expect(runs.batches.flat()).not.toContain("too many");
});

test("keeps texts that wait for room out until there is some", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 1, maxWaiting: 1 });

  const all = ["a", "b", "c", "d"].map(async (text) => queue.pushWhenRoom(text));
  for (let index = 0; index < 4; index += 1) await runs.end();

  expect(await Promise.all(all)).toHaveLength(4);
  expect(runs.batches.flat().toSorted()).toEqual(["a", "b", "c", "d"]);
});

test("passes a failure on to the texts of its run alone", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 1, maxWaiting: 9 });

  const ends = Promise.allSettled([queue.push("a"), queue.push("b")]);
  await runs.end(new Error("broken"));
  await runs.end();

  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

test("lets what it has taken finish when it is closed, and refuses the rest", async () => {
  const runs = createRuns();
  const queue = createTextQueue({ run: runs.run, batchSize: () => 1, maxWaiting: 1 });
  const running = queue.push("running");
  await settle();
  const waiting = queue.push("waiting");
  const seeking = codeOf(async () => queue.pushWhenRoom("seeking"));

  let isClosed = false;
  const closed = queue.close().then(() => (isClosed = true));
  const late = await codeOf(async () => queue.push("late"));
  await runs.end();
  expect(isClosed).toBe(false);
  await runs.end();
  await closed;

  expect([late, await seeking]).toEqual(["router.encoder_closed", "router.encoder_closed"]);
  expect(await Promise.all([running, waiting])).toHaveLength(2);
});
