import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { readTimer } from "./timer.ts";
import type { TimerRef } from "./timer.ts";
import type { TimerHandler, Timers } from "./timers.ts";

export interface FireDeps {
  readonly store: Pick<Store, "documents">;
  readonly clock: Pick<Clock, "now">;
  readonly handlers: readonly TimerHandler[];
  readonly timers: Timers;
}

/**
 * `gone`: fired, cancelled or moved since it was armed. `early`: the clock stands before it is due, as after a clock
 * was set back. `unknown`: nobody here handles its kind, and it stays for somebody who does.
 */
export type Fired = "fired" | "gone" | "early" | "unknown";

/** What an alarm that rings comes to. It is the stored timer that counts: the alarm only says when to look. */
export async function fireTimer(ref: TimerRef, deps: FireDeps): Promise<Fired> {
  const timer = await readTimer(ref.kind, ref.id, deps.store);
  if (timer === undefined) return "gone";
  if (timer.dueMs !== ref.dueMs) {
    // Whoever moved it may have died before arming it again.
    await deps.timers.arm(timer);
    return "gone";
  }
  if (deps.clock.now() < timer.dueMs) return "early";
  const handler = deps.handlers.find(({ kind }) => kind === timer.kind);
  if (handler === undefined) return "unknown";
  await handler.fire(timer);
  return "fired";
}
