import type { ChatPort } from "../chat/chat-port.ts";
import { addressOf } from "../chat/message-key.ts";
import type { Clock } from "../clock.ts";
import { BotError, messageOf } from "../errors.ts";
import type { Conversation, MessageRef } from "../chat/messages.ts";
import type { Logger } from "../log/logger.ts";
import type { DeliveryRepository, WakeSignal } from "../store/store.ts";
import { threadBegunBy, toRealPlace } from "./begun-thread.ts";
import type { ClaimedLane, Delivery } from "./delivery.ts";
import { sendDelivery } from "./send-delivery.ts";

export interface DispatcherDeps {
  readonly deliveries: DeliveryRepository;
  readonly wake: WakeSignal;
  readonly ports: readonly ChatPort[];
  readonly clock: Clock;
  /** 0 ≤ x < 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
  readonly limits: DispatcherLimits;
  /** A thread that was waited for has begun with this message; heard before anything else is sent to it. */
  readonly onBegun?: (thread: Conversation, root: MessageRef) => Promise<void>;
  /** The bot may not post there: heard before that becomes a dead letter, perhaps more than once. */
  readonly onShut?: (delivery: Delivery) => Promise<void>;
}

export interface DispatcherLimits {
  /** Tries before a delivery becomes a dead letter; waiting out a rate limit is no try. */
  readonly attempts: number;
  /** The first wait after a failure; it doubles with each, up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly leaseMs: number;
  /** Lanes sent at the same time. */
  readonly lanes: number;
}

/** How often to look even when nothing woke us: the wake signal may get lost. */
const POLL_MS = 1_000;
const PER_LANE = 5;
/** A reason of our own: without one, every abort makes an exception with a stack. */
const WOKEN = "woken";

export interface Dispatcher {
  /** Stops taking lanes, finishes what is being sent, gives the rest back. */
  stop(): Promise<void>;
}

/**
 * Sends what the outbox holds for the connected adapters: in order within a thread, threads side by side, at the
 * platform's pace, what is urgent first, never before a rate limit ends, and each delivery once, whichever process
 * crashes when.
 */
export async function startDispatcher(deps: DispatcherDeps): Promise<Dispatcher> {
  const stopping = new AbortController();
  const loops = new Map<string, AddressLoop>();
  const running: Promise<void>[] = [];
  const unsubscribe = await deps.wake.onWake((address) => loops.get(address)?.poke());
  /** A platform that was out of reach at the start, or is installed in one more workspace, gets its loop when it is there. */
  const serve = (): void => {
    for (const port of deps.ports) {
      for (const workspace of port.workspaces()) {
        const address = addressOf({ platform: port.platform, workspace });
        if (loops.has(address)) continue;
        const loop = createAddressLoop(address, port, deps, stopping.signal);
        loops.set(address, loop);
        running.push(loop.run());
      }
    }
  };
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      serve();
      await deps.clock.sleep(POLL_MS, stopping.signal);
    }
  };
  serve();
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      for (const loop of loops.values()) loop.poke();
      await watching;
      await Promise.all(running);
      await unsubscribe().catch(() => undefined);
    },
  };
}

interface AddressLoop {
  poke(): void;
  run(): Promise<void>;
}

function createAddressLoop(
  address: string,
  port: ChatPort,
  deps: DispatcherDeps,
  signal: AbortSignal,
): AddressLoop {
  const active = new Set<Promise<void>>();
  let poked = false;
  let wakeUp: (() => void) | undefined;

  function poke(): void {
    poked = true;
    wakeUp?.();
  }

  /** Sleeps until the next lane is due, a poke, or the next look; a plain promise, for this runs for every message. */
  async function nap(): Promise<void> {
    if (poked) return;
    const wait = await untilNextDue(address, deps);
    if (poked) return;
    const cancel = new AbortController();
    const woken = new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    await Promise.race([woken, deps.clock.sleep(wait, cancel.signal)]);
    wakeUp = undefined;
    cancel.abort(WOKEN);
  }

  async function round(): Promise<void> {
    const free = deps.limits.lanes - active.size;
    poked = false;
    const { leaseMs } = deps.limits;
    const wanted = { lanes: free, perLane: PER_LANE, leaseMs, pace: port.pace };
    const claimed = free === 0 ? [] : await deps.deliveries.claim(address, wanted);
    for (const lane of claimed) {
      const work = sendLane(lane, port, deps, signal).finally(() => {
        active.delete(work);
        // A lane that got new deliveries while it was busy, or a full house: look again.
        poke();
      });
      active.add(work);
    }
    if (claimed.length === 0 || active.size >= deps.limits.lanes) await nap();
  }

  return {
    poke,
    async run() {
      while (!signal.aborted) {
        try {
          await round();
        } catch (error) {
          deps.log.warn({ address, error: messageOf(error) }, "outbox cannot reach the store, trying again");
          await deps.clock.sleep(POLL_MS / 2, signal);
        }
      }
      await Promise.all(active);
    },
  };
}

async function untilNextDue(address: string, { deliveries, clock }: DispatcherDeps): Promise<number> {
  const due = await deliveries.nextDueMs(address).catch(() => undefined);
  return due === undefined ? POLL_MS : Math.min(POLL_MS, Math.max(5, due - clock.now()));
}

/** Sends a claimed lane in order; stops at the first failure, so that nothing overtakes what has to wait. */
async function sendLane(
  lane: ClaimedLane,
  port: ChatPort,
  deps: DispatcherDeps,
  signal: AbortSignal,
): Promise<void> {
  try {
    let renewedAt = deps.clock.now();
    for (const delivery of lane.deliveries) {
      const late = deps.clock.now() - renewedAt > deps.limits.leaseMs / 2;
      if (signal.aborted || late) {
        await deps.deliveries.release(lane);
        return;
      }
      const next = await sendOne(lane, delivery, port, deps);
      if (next === "stop") return;
      renewedAt = deps.clock.now();
    }
  } catch (error) {
    // The lease ends by itself, and then the delivery counts as perhaps sent.
    deps.log.warn({ lane: lane.lane, error: messageOf(error) }, "outbox lane interrupted");
  }
}

async function sendOne(
  lane: ClaimedLane,
  delivery: Delivery,
  port: ChatPort,
  deps: DispatcherDeps,
): Promise<"next" | "stop"> {
  const content = await toRealPlace(delivery, deps.deliveries);
  const outcome = await sendDelivery({ ...delivery, content }, port);
  if (outcome.kind === "sent") {
    const begun = threadBegunBy(delivery);
    if (begun !== undefined && outcome.ref !== undefined) await deps.onBegun?.(begun, outcome.ref);
    return (await settleStubbornly(lane, delivery, outcome.ref, deps)) === "settled" ? "next" : "stop";
  }
  const { clock, deliveries, limits, log } = deps;
  const base = { lane: lane.lane, fence: lane.fence, deliveryId: delivery.id };
  // A try before this one may have arrived, and a lookup that failed now says nothing about it.
  const unsureBefore = delivery.state === "unsure" || delivery.state === "sending";
  if (outcome.kind === "rate_limited") {
    const retryAtMs = clock.now() + outcome.retryAfterMs;
    await deliveries.fail({ ...base, unsure: unsureBefore, retryAtMs, pauseChannel: true });
    return "stop";
  }
  const giveUp = !outcome.retryable || delivery.failures + 1 >= limits.attempts;
  log.warn(
    { delivery: delivery.id, failures: delivery.failures + 1, giveUp, error: messageOf(outcome.error) },
    "delivery failed",
  );
  if (giveUp && isShut(outcome.error)) await deps.onShut?.(delivery);
  const wait =
    Math.min(limits.maxBackoffMs, limits.backoffMs * 2 ** delivery.failures) * (0.75 + deps.random() / 2);
  const retryAtMs = giveUp ? "never" : clock.now() + Math.round(wait);
  await deliveries.fail({ ...base, unsure: outcome.unsure || unsureBefore, retryAtMs });
  return giveUp ? "next" : "stop";
}

function isShut(error: unknown): boolean {
  return error instanceof BotError && error.code === "chat.not_in_channel";
}

const SETTLE_TRIES = 20;

/** The message is out: losing this note would only mean looking it up later, so it is worth some patience. */
async function settleStubbornly(
  lane: ClaimedLane,
  delivery: Delivery,
  ref: Parameters<DeliveryRepository["settle"]>[2],
  deps: DispatcherDeps,
): Promise<"settled" | "fenced"> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deps.deliveries.settle(lane, delivery, ref);
    } catch (error) {
      if (attempt >= SETTLE_TRIES) throw error;
      await deps.clock.sleep(250);
    }
  }
}
