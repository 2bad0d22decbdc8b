import { z } from "zod";
import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import type { Store } from "../store/store.ts";

export interface LeaseDeps {
  readonly store: Pick<Store, "commit" | "documents">;
  readonly clock: Clock;
  /** Names this holder; never the same twice. */
  readonly newId: () => string;
}

const KIND = "leases";
const Lease = z.object({ holder: z.string(), untilMs: z.number() });

const TTL_MS = 30_000;
const LOOK_MS = 100;
const WAIT_MS = 15 * 60_000;

async function take(name: string, holder: string, { store, clock }: LeaseDeps): Promise<string | undefined> {
  const stored = await store.documents.get(KIND, name);
  const lease = stored === undefined ? undefined : Lease.parse(JSON.parse(stored));
  if (lease !== undefined && lease.holder !== holder && lease.untilMs > clock.now()) return undefined;
  const value = JSON.stringify({ holder, untilMs: clock.now() + TTL_MS });
  const change = { kind: KIND, id: name, value, expected: stored ?? null };
  return (await store.commit({ documents: [change] })) === "committed" ? value : undefined;
}

/**
 * Does the work while nobody else holds the lease of this name, over all processes. A holder that died loses it after
 * half a minute. Rejects with `worktree.busy` when it is not free in time.
 */
export async function withLease<T>(name: string, work: () => Promise<T>, deps: LeaseDeps): Promise<T> {
  const { store, clock } = deps;
  const holder = deps.newId();
  const giveUpMs = clock.now() + WAIT_MS;
  let value = await take(name, holder, deps);
  while (value === undefined) {
    if (clock.now() > giveUpMs)
      throw new BotError("worktree.busy", `Somebody else works in ${name} for too long.`, {
        retryable: true,
      });
    await clock.sleep(LOOK_MS);
    value = await take(name, holder, deps);
  }
  const over = new AbortController();
  const renew = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(TTL_MS / 3, over.signal);
      if (!over.signal.aborted) value = (await take(name, holder, deps).catch(() => undefined)) ?? value;
    }
  };
  const renewing = renew();
  try {
    return await work();
  } finally {
    over.abort();
    await renewing;
    await store.commit({ documents: [{ kind: KIND, id: name, value: null, expected: value ?? null }] });
  }
}
