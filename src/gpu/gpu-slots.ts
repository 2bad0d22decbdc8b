import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { GpuDevice } from "./gpu-device.ts";

/** A place on a GPU for one job, held until it is given back or lost. */
export interface GpuLease {
  /** As in `GpuDevice`. */
  readonly device: string;
  /** Grows with each holder of the slot. */
  readonly fence: number;
  /** Fires when somebody else may have the slot: whoever works there has to stop. */
  readonly lost: AbortSignal;
  /** Never rejects: what cannot be given back runs out. */
  release(): Promise<void>;
}

export interface GpuSlots {
  /** How many jobs may run at the same time on the devices of this worker. */
  readonly capacity: number;
  /** Waits for a slot; undefined when the signal fires first. */
  acquire(job: string, signal: AbortSignal): Promise<GpuLease | undefined>;
}

export interface GpuSlotsOptions {
  readonly store: Pick<Store, "commit" | "documents">;
  /** All holders of a slot are on one machine, so one clock counts for all of them. */
  readonly clock: Clock;
  readonly devices: readonly Pick<GpuDevice, "id">[];
  readonly slotsPerDevice: number;
  /** A crashed worker's slot is free after so long. */
  readonly leaseMs: number;
  /** Keeps devices of different machines apart. */
  readonly host: string;
  /** Names this worker; never the same twice. */
  readonly holder: string;
}

const KIND = "gpu-slots";
const LOOK_MS = 500;

const Slot = z.strictObject({
  fence: z.number().int(),
  holder: z.string(),
  job: z.string(),
  untilMs: z.number(),
});
type Slot = z.infer<typeof Slot>;

function parse(stored: string | undefined): Slot | undefined {
  return stored === undefined ? undefined : Slot.parse(JSON.parse(stored));
}

/** What a holder has in its hand. */
interface Held {
  readonly id: string;
  slot: Slot;
}

async function take(id: string, job: string, options: GpuSlotsOptions): Promise<Held | undefined> {
  const { store, clock, holder, leaseMs } = options;
  const stored = await store.documents.get(KIND, id);
  const last = parse(stored);
  if (last !== undefined && last.untilMs > clock.now()) return undefined;
  const slot = { fence: (last?.fence ?? 0) + 1, holder, job, untilMs: clock.now() + leaseMs };
  const change = { kind: KIND, id, value: JSON.stringify(slot), expected: stored ?? null };
  return (await store.commit({ documents: [change] })) === "committed" ? { id, slot } : undefined;
}

/** Writes the slot if it is still ours; "lost" when somebody else has had it since. */
async function rewrite(
  held: Held,
  next: Slot,
  { store }: Pick<GpuSlotsOptions, "store">,
): Promise<"kept" | "lost"> {
  const stored = await store.documents.get(KIND, held.id);
  const now = parse(stored);
  if (stored === undefined || now?.fence !== held.slot.fence || now.holder !== held.slot.holder)
    return "lost";
  const change = { kind: KIND, id: held.id, value: JSON.stringify(next), expected: stored };
  if ((await store.commit({ documents: [change] })) !== "committed") return "lost";
  held.slot = next;
  return "kept";
}

function hold(held: Held, options: GpuSlotsOptions): GpuLease {
  const { clock, leaseMs } = options;
  const over = new AbortController();
  const lost = new AbortController();

  async function renew(): Promise<void> {
    while (!over.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(leaseMs / 3, over.signal);
      if (over.signal.aborted) return;
      const next = { ...held.slot, untilMs: clock.now() + leaseMs };
      // A store that is away may be back before the lease runs out.
      const outcome = await rewrite(held, next, options).catch(() => undefined);
      if (outcome === "lost" || clock.now() >= held.slot.untilMs) lost.abort();
    }
  }
  const renewing = renew();
  return {
    device: held.id.slice(held.id.indexOf("/") + 1, held.id.lastIndexOf("/")),
    fence: held.slot.fence,
    lost: lost.signal,
    async release() {
      over.abort();
      await renewing;
      await rewrite(held, { ...held.slot, job: "", untilMs: 0 }, options).catch(() => undefined);
    },
  };
}

/**
 * Slots on the GPUs of this machine as leases in the store, shared by all workers of the machine. A holder renews
 * its lease three times in its length; one that died loses it by itself.
 */
export function createGpuSlots(options: GpuSlotsOptions): GpuSlots {
  const { devices, slotsPerDevice, host, clock } = options;
  // The first slot of every device before the second of any: jobs spread over the devices.
  const ids = Array.from({ length: slotsPerDevice }, (_, number) =>
    devices.map(({ id }) => `${host}/${id}/${number}`),
  ).flat();

  return {
    capacity: ids.length,
    async acquire(job, signal) {
      while (!signal.aborted) {
        for (const id of ids) {
          const held = await take(id, job, options);
          if (held !== undefined) return hold(held, options);
        }
        await clock.sleep(LOOK_MS, signal);
      }
      return undefined;
    },
  };
}
