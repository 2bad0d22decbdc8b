import type { Store } from "../../src/store/store.ts";
import { createMemoryDeliveries } from "./memory-deliveries.ts";
import type { MemoryDeliveries } from "./memory-deliveries.ts";
import { createMemoryLoad } from "./memory-load.ts";
import { createMemoryRecords } from "./memory-records.ts";

export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * A store for tests: the promises of the real one, nothing durable. Everything is copied on the way in and out, so
 * that a caller that changes what it got cannot change what is stored.
 */
export function createMemoryStore({ now }: MemoryStoreOptions): Store {
  const records = createMemoryRecords({ now, enqueue: (deliveries) => outbox.enqueue(deliveries) });
  const outbox: MemoryDeliveries = createMemoryDeliveries({
    now,
    bury: (id) => records.bury({ kind: "delivery", id }),
    unbury: (id) => records.unbury({ kind: "delivery", id }),
    log: (event) => records.log(event),
  });

  return {
    async commit(changes) {
      const copy = structuredClone(changes);
      if (!records.apply(copy)) return "conflict";
      outbox.enqueue(copy.deliveries ?? []);
      return "committed";
    },
    inbox: records.inbox,
    tasks: records.tasks,
    events: records.events,
    deadLetters: records.deadLetters,
    questions: records.questions,
    labels: records.labels,
    load: createMemoryLoad(),
    deliveries: outbox.deliveries,
    wake: outbox.wake,
    housekeeping: {
      async sweep(before) {
        records.sweep(before);
        return { abandoned: outbox.abandon(before.deliveriesMs) };
      },
    },
  };
}
