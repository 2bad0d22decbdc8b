import type { Store } from "../../src/store/store.ts";

/** What everything that a killed bot was at ends with. */
export class Killed extends Error {}

export interface Life {
  readonly store: Store;
  isAlive(): boolean;
}

/**
 * The store as one bot sees it until it is killed: at a random write it dies, either before the write is made or just
 * after, and from then on nothing of it comes through any more.
 */
export function createLife(
  store: Store,
  { random, deadliness }: { readonly random: () => number; readonly deadliness: () => number },
): Life {
  let isAlive = true;

  async function stand(): Promise<void> {
    // Two bots that race get through to the store in an order of their own each time.
    for (let turns = Math.floor(random() * 3); turns > 0; turns -= 1) await Promise.resolve();
    if (!isAlive) throw new Killed();
  }

  function die(): never {
    isAlive = false;
    throw new Killed();
  }

  return {
    isAlive: () => isAlive,
    store: {
      ...store,
      documents: {
        ...store.documents,
        async get(kind, id) {
          await stand();
          return store.documents.get(kind, id);
        },
      },
      async commit(changes) {
        await stand();
        const fate = random();
        if (fate < deadliness() / 2) die();
        const answer = await store.commit(changes);
        if (fate < deadliness()) die();
        return answer;
      },
    },
  };
}
