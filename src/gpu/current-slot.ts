import { AsyncLocalStorage } from "node:async_hooks";
import type { RunProcess } from "../process/run-process.ts";
import type { GpuLease } from "./gpu-slots.ts";

type Slot = Pick<GpuLease, "device">;

const slots = new AsyncLocalStorage<Slot>();

/** Everything that the work starts belongs to the slot, however deep it is called. */
export async function withSlot<T>(slot: Slot, work: () => Promise<T>): Promise<T> {
  return slots.run(slot, work);
}

/** The slot that the running job holds, if it holds one. */
export function currentSlot(): Slot | undefined {
  return slots.getStore();
}

/**
 * Programs see the GPU of their job's slot alone; without a slot they see none, also where the machine has some,
 * unless they were given the variable on purpose.
 */
export function pinToSlot(run: RunProcess): RunProcess {
  return async (spec) => {
    const { CUDA_VISIBLE_DEVICES: given = "" } = spec.env;
    return run({ ...spec, env: { ...spec.env, CUDA_VISIBLE_DEVICES: currentSlot()?.device ?? given } });
  };
}
