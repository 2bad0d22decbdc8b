import { expect, test } from "vitest";
import { whileWanted } from "../../src/execution/while-wanted.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";

function setUp() {
  const clock = createVirtualClock();
  const worker = new AbortController();
  let wanted = true;
  let seen: AbortSignal | undefined;
  let finish: (value: string) => void = () => undefined;
  const outcome = whileWanted(
    async (signal) => {
      seen = signal;
      return new Promise<string>((resolve) => {
        finish = resolve;
      });
    },
    async () => wanted,
    { signal: worker.signal, clock, everyMs: 1_000 },
  );
  return {
    clock,
    worker,
    outcome,
    unwant: () => {
      wanted = false;
    },
    signal: () => seen,
    finish: (value: string) => finish(value),
  };
}

test("gives what the work gives while it is wanted", async () => {
  const kit = setUp();

  await kit.clock.advance(5_000);
  kit.finish("found it");

  expect(await kit.outcome).toBe("found it");
  expect(kit.signal()?.aborted).toBe(false);
});

test("tells work that nobody wants any more to stop, and waits for it no longer", async () => {
  const kit = setUp();

  kit.unwant();
  await kit.clock.advance(1_000);

  expect(await kit.outcome).toBeUndefined();
  expect(kit.signal()?.aborted).toBe(true);
});

test("hands on the signal of the worker", async () => {
  const kit = setUp();

  kit.worker.abort();
  kit.finish("cut short");

  expect(await kit.outcome).toBe("cut short");
  expect(kit.signal()?.aborted).toBe(true);
});
