import type { WakeSignal } from "../../src/store/store.ts";

export interface MemoryWake {
  readonly wake: WakeSignal;
  /** Calls the listeners, after the write that rang has returned. */
  readonly ring: (address: string) => void;
}

/** The wake signal within one process. */
export function createMemoryWake(): MemoryWake {
  const listeners = new Map<symbol, (address: string) => void>();
  return {
    ring: (address) => {
      queueMicrotask(() => {
        for (const listener of listeners.values()) listener(address);
      });
    },
    wake: {
      async onWake(listener) {
        const id = Symbol("listener");
        listeners.set(id, listener);
        return async () => {
          listeners.delete(id);
        };
      },
    },
  };
}
