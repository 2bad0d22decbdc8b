import { expect, test } from "vitest";
import { createGpuSlots } from "../../src/gpu/gpu-slots.ts";
import type { GpuLease } from "../../src/gpu/gpu-slots.ts";
import type { Store } from "../../src/store/store.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";

const LEASE_MS = 30_000;

function setUp({ devices = ["GPU-a"], slotsPerDevice = 1 } = {}) {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const never = new AbortController().signal;
  const worker = (holder: string, over: Pick<Store, "commit" | "documents"> = store) => {
    const slots = createGpuSlots({
      store: over,
      clock,
      devices: devices.map((id) => ({ id })),
      slotsPerDevice,
      leaseMs: LEASE_MS,
      host: "here",
      holder,
    });
    return {
      capacity: slots.capacity,
      acquire: async (job: string, signal = never) => slots.acquire(job, signal),
    };
  };
  return { clock, store, worker };
}

/** What a promise came to by now. */
function watch(promise: Promise<GpuLease | undefined>) {
  const seen: { lease?: GpuLease | undefined; ended: boolean } = { ended: false };
  const done = promise.then((lease) => Object.assign(seen, { lease, ended: true }));
  return { seen, done };
}

test("spreads jobs over the devices before it shares one, and holds back what is too many", async () => {
  const { clock, worker } = setUp({ devices: ["GPU-a", "MIG-b/1"], slotsPerDevice: 2 });
  const one = worker("w1");

  const leases = [];
  for (const job of ["j1", "j2", "j3", "j4"]) leases.push((await one.acquire(job))?.device);
  const fifth = watch(one.acquire("j5"));
  await clock.advance(5 * LEASE_MS);

  expect(one.capacity).toBe(4);
  expect(leases).toEqual(["GPU-a", "MIG-b/1", "GPU-a", "MIG-b/1"]);
  expect(fifth.seen.ended).toBe(false);
});

test("gives a slot on when it is given back, with a higher fence", async () => {
  const { clock, worker } = setUp();
  const first = await worker("w1").acquire("j1");
  const second = watch(worker("w2").acquire("j2"));

  await clock.advance(LEASE_MS * 3);
  const before = second.seen.ended;
  await first?.release();
  await clock.advance(1_000);

  expect(before).toBe(false);
  expect(second.seen.lease?.fence).toBe((first?.fence ?? 0) + 1);
  expect(first?.lost.aborted).toBe(false);
});

test("a crashed worker's slot comes free after the lease, and the worker that comes back learns that it lost it", async () => {
  const { clock, store, worker } = setUp();
  let isDead = false;
  const failing: Pick<Store, "commit" | "documents"> = {
    documents: store.documents,
    commit: async (changes) => (isDead ? Promise.reject(new Error("away")) : store.commit(changes)),
  };
  const first = await worker("w1", failing).acquire("j1");
  const second = watch(worker("w2").acquire("j2"));

  isDead = true;
  await clock.advance(LEASE_MS - 1_000);
  const before = second.seen.ended;
  await clock.advance(2_000);
  isDead = false;
  await clock.advance(LEASE_MS);

  expect(before).toBe(false);
  expect(second.seen.lease?.fence).toBe(2);
  expect(first?.lost.aborted).toBe(true);
  await first?.release();
  expect(JSON.parse((await store.documents.get("gpu-slots", "here/GPU-a/0")) ?? "")).toMatchObject({
    holder: "w2",
    job: "j2",
  });
});

test("waits no longer than whoever asks", async () => {
  const { clock, worker } = setUp();
  await worker("w1").acquire("j1");
  const stop = new AbortController();
  const second = watch(worker("w2").acquire("j2", stop.signal));

  await clock.advance(1_000);
  stop.abort();
  await second.done;

  expect(second.seen).toEqual({ lease: undefined, ended: true });
});
