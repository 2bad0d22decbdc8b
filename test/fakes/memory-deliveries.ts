import { addressOf, channelKey, threadKey } from "../../src/chat/message-key.ts";
import type { NewEvent } from "../../src/events/event.ts";
import { isReplaced } from "../../src/outbox/delivery.ts";
import type { ClaimedLane, Delivery, DeliveryState, NewDelivery } from "../../src/outbox/delivery.ts";
import type { DeliveryFailure, DeliveryRepository, WakeSignal } from "../../src/store/store.ts";
import { createMemoryPace, paceKey, pacedAs } from "./memory-pace.ts";
import type { MemoryPace } from "./memory-pace.ts";
import { createMemoryWake } from "./memory-wake.ts";

interface StoredDelivery extends Omit<Delivery, "content" | "state" | "revision" | "failures" | "ref"> {
  content: Delivery["content"];
  state: DeliveryState;
  revision: number;
  failures: number;
  ref?: Delivery["ref"];
  enqueuedAtMs: number;
  /** Whether an earlier try may have arrived. */
  unsure: boolean;
  readonly isUrgent: boolean;
  readonly lane: Lane;
}

interface Lane {
  readonly name: string;
  readonly address: string;
  readonly channel: string;
  /** Waiting and taken deliveries, head first. */
  queue: StoredDelivery[];
  /** Those that the claimant has in hand. */
  readonly taken: Set<StoredDelivery>;
  /** When it may be claimed; the end of the lease while somebody holds it. */
  dueMs: number;
  /** The claimant's number; undefined when nobody holds it. */
  fence: number | undefined;
}

export interface MemoryDeliveriesOptions {
  readonly now: () => number;
  readonly bury: (deliveryId: string) => void;
  readonly unbury: (deliveryId: string) => void;
  readonly log: (event: NewEvent) => void;
}

export interface MemoryDeliveries {
  readonly deliveries: DeliveryRepository;
  readonly wake: WakeSignal;
  enqueue(deliveries: readonly NewDelivery[]): void;
  /** Gives up what was enqueued before; returns how many. */
  abandon(beforeMs: number): number;
}

interface Outbox extends MemoryDeliveriesOptions {
  readonly byId: Map<string, StoredDelivery>;
  readonly lanes: Map<string, Lane>;
  readonly pace: MemoryPace;
  readonly ring: (address: string) => void;
}

/** The outbox of the memory store. */
export function createMemoryDeliveries(options: MemoryDeliveriesOptions): MemoryDeliveries {
  const { wake, ring } = createMemoryWake();
  const pace = createMemoryPace(options.now);
  const outbox: Outbox = { ...options, byId: new Map(), lanes: new Map(), pace, ring };
  return {
    wake,
    enqueue: (deliveries) => {
      for (const delivery of deliveries) enqueue(outbox, delivery);
    },
    abandon: (beforeMs) => abandon(outbox, beforeMs),
    deliveries: createRepository(outbox),
  };
}

function createRepository(outbox: Outbox): DeliveryRepository {
  const claim = createClaim(outbox);
  return {
    claim: async (address, limits) => claim(address, limits),
    async settle(held, { id, revision }, ref) {
      const lane = laneHeld(outbox, held);
      if (lane === undefined) return "fenced";
      settle(outbox, lane, { id, revision, ref });
      return "settled";
    },
    async fail(failure) {
      const lane = laneHeld(outbox, failure);
      if (lane === undefined) return "fenced";
      fail(outbox, lane, failure);
      return "recorded";
    },
    async release(held) {
      const lane = laneHeld(outbox, held);
      if (lane === undefined) return;
      putBack(lane, outbox.now());
      outbox.ring(lane.address);
    },
    async nextDueMs(address) {
      const due = lanesOf(outbox, address).map((lane) => dueOf(outbox, lane));
      return due.length === 0 ? undefined : Math.min(...due);
    },
    async hasArrived(id) {
      const delivery = outbox.byId.get(id);
      return delivery?.state === "sent" || delivery?.ref !== undefined;
    },
    revive: async (id) => revive(outbox, id),
    reviveAll: async (ids) => ids.toReversed().filter((id) => revive(outbox, id)).length,
    refOf: async (id) => structuredClone(outbox.byId.get(id)?.ref),
    pendingCount: async (address) =>
      lanesOf(outbox, address).reduce((sum, lane) => sum + lane.queue.length, 0),
  };
}

function lanesOf(outbox: Outbox, address: string): Lane[] {
  return [...outbox.lanes.values()].filter((lane) => lane.address === address && lane.queue.length > 0);
}

function laneHeld(outbox: Outbox, held: { readonly lane: string; readonly fence: number }): Lane | undefined {
  const lane = outbox.lanes.get(held.lane);
  return lane?.fence === held.fence ? lane : undefined;
}

function dueOf(outbox: Outbox, lane: Lane): number {
  const paused = outbox.pace.isPaused(lane.channel) ? outbox.pace.nextMs(lane.channel) : 0;
  const [head] = lane.queue;
  const paced = head === undefined ? 0 : outbox.pace.nextMs(paceKey(head, lane.address));
  return Math.max(lane.dueMs, paused, lane.fence === undefined ? paced : 0);
}

function enqueue(outbox: Outbox, { id, content, isUrgent = false }: NewDelivery): void {
  const known = outbox.byId.get(id);
  if (known === undefined) {
    const lane = laneOf(outbox, content);
    const fresh = { id, content, state: "pending", revision: 1, failures: 0, unsure: false } as const;
    const delivery: StoredDelivery = { ...fresh, isUrgent, enqueuedAtMs: outbox.now(), lane };
    outbox.byId.set(id, delivery);
    if (isUrgent) putFirst(outbox, delivery);
    else lane.queue.push(delivery);
    outbox.ring(lane.address);
  } else if (isReplaced(content)) {
    replace(outbox, known, content);
    outbox.ring(known.lane.address);
  }
}

/** Behind other urgent ones; a lane that waits for a retry is due at once. */
function putFirst(outbox: Outbox, delivery: StoredDelivery): void {
  const { lane } = delivery;
  const before = lane.queue.findIndex(({ isUrgent }) => !isUrgent);
  lane.queue.splice(before < 0 ? lane.queue.length : before, 0, delivery);
  if (lane.fence === undefined) lane.dueMs = Math.min(lane.dueMs, outbox.now());
}

/** A replaced status or live message goes behind what was enqueued since, unless somebody is sending it right now. */
function replace(outbox: Outbox, status: StoredDelivery, content: Delivery["content"]): void {
  if (status.state === "dead") outbox.unbury(status.id);
  if (status.state === "dead" || status.state === "sent") status.failures = 0;
  status.content = content;
  status.revision++;
  status.enqueuedAtMs = outbox.now();
  if (status.state !== "sending") moveToEnd(status);
}

function moveToEnd(delivery: StoredDelivery): void {
  const { lane } = delivery;
  lane.queue = [...lane.queue.filter((other) => other !== delivery), delivery];
  const isDoubtful = delivery.content.kind === "live" && delivery.unsure;
  delivery.state = isDoubtful ? "unsure" : "pending";
  delivery.unsure = isDoubtful;
}

function laneOf(outbox: Outbox, content: Delivery["content"]): Lane {
  const where = content.kind === "status" ? content.target : content.to;
  const name = threadKey(where);
  const { platform, workspace, channel } = where;
  const lane = outbox.lanes.get(name) ?? {
    name,
    address: addressOf(where),
    channel: channelKey({ platform, workspace, channel }),
    queue: [],
    taken: new Set(),
    dueMs: outbox.now(),
    fence: undefined,
  };
  outbox.lanes.set(name, lane);
  return lane;
}

type ClaimLimits = Parameters<DeliveryRepository["claim"]>[1];

function createClaim(outbox: Outbox) {
  let fences = 0;
  return (address: string, limits: ClaimLimits): ClaimedLane[] => {
    const nowMs = outbox.now();
    const waiting = lanesOf(outbox, address)
      .filter((lane) => lane.dueMs <= nowMs)
      .sort((a, b) => turnOf(a, limits) - turnOf(b, limits));
    const claimed: ClaimedLane[] = [];
    while (waiting.length > 0 && claimed.length < limits.lanes) {
      const lane = waiting.shift();
      if (lane === undefined || outbox.pace.isPaused(lane.channel)) continue;
      const othersWait = limits.pace !== undefined && waiting.some(({ channel }) => channel === lane.channel);
      const picked = pick(outbox, lane, limits, othersWait);
      if (picked.length === 0) continue;
      fences++;
      lane.fence = fences;
      lane.dueMs = nowMs + limits.leaseMs;
      claimed.push({ lane: lane.name, fence: fences, deliveries: takeFrom(lane, picked) });
    }
    return claimed;
  };
}

/** Urgent lanes first; where there is a pace, the longest waiting before. */
function turnOf({ queue: [head], dueMs }: Lane, { pace }: ClaimLimits): number {
  const atMs = pace === undefined ? dueMs : (head?.enqueuedAtMs ?? dueMs);
  return head?.isUrgent === true ? atMs - 1e13 : atMs;
}

/** What may go now of the head of a lane; with others waiting, its urgent ones and one more. */
function pick(outbox: Outbox, lane: Lane, limits: ClaimLimits, othersWait: boolean): StoredDelivery[] {
  const picked: StoredDelivery[] = [];
  let isTurn = true;
  for (const delivery of lane.queue.slice(0, limits.perLane)) {
    const kind = pacedAs(delivery);
    const key = paceKey(delivery, lane.address);
    const hasRoom = outbox.pace.room(key, limits.pace, kind) > 0;
    if (hasRoom && (kind !== "message" || !othersWait || delivery.isUrgent || isTurn)) {
      outbox.pace.spend(key);
      if (kind === "message" && !delivery.isUrgent) isTurn = false;
      picked.push(delivery);
    } else if (kind === "message") break;
  }
  return picked;
}

function takeFrom(lane: Lane, picked: readonly StoredDelivery[]): Delivery[] {
  // What a crashed claimant had in hand may have arrived; only its own hands are full now.
  for (const delivery of lane.taken) delivery.unsure = true;
  lane.taken.clear();
  return picked.map((delivery) => {
    const { id, content, state, revision, failures, ref } = delivery;
    delivery.state = "sending";
    lane.taken.add(delivery);
    return structuredClone({
      id,
      content,
      state,
      revision,
      failures,
      ...(ref === undefined ? {} : { ref }),
    });
  });
}

/** Nobody holds the lane any more; what was taken and not sent waits as it did before. */
function putBack(lane: Lane, dueMs: number): void {
  for (const delivery of lane.taken) delivery.state = delivery.unsure ? "unsure" : "pending";
  lane.taken.clear();
  lane.fence = undefined;
  lane.dueMs = dueMs;
}

function leaveWhenThrough(outbox: Outbox, lane: Lane): void {
  if (lane.taken.size === 0) putBack(lane, outbox.now());
}

interface Sent extends Pick<Delivery, "id" | "revision"> {
  readonly ref: Delivery["ref"];
}

function settle(outbox: Outbox, lane: Lane, { id, revision, ref }: Sent): void {
  const delivery = [...lane.taken].find((candidate) => candidate.id === id);
  if (delivery === undefined) return;
  lane.taken.delete(delivery);
  if (ref !== undefined) delivery.ref = ref;
  delivery.unsure = false;
  if (delivery.revision === revision) {
    delivery.state = "sent";
    lane.queue = lane.queue.filter((other) => other !== delivery);
  } else {
    moveToEnd(delivery);
  }
  leaveWhenThrough(outbox, lane);
}

function fail(outbox: Outbox, lane: Lane, failure: DeliveryFailure): void {
  const delivery = [...lane.taken].find((candidate) => candidate.id === failure.deliveryId);
  if (delivery === undefined) return;
  delivery.unsure = failure.unsure;
  if (failure.retryAtMs === "never") {
    delivery.failures++;
    giveUp(outbox, delivery);
    outbox.log({ type: "delivery.dead", data: { delivery: delivery.id } });
    leaveWhenThrough(outbox, lane);
    return;
  }
  if (failure.pauseChannel === true) {
    const isMessage = pacedAs(delivery) === "message";
    outbox.pace.pause(paceKey(delivery, lane.address), failure.retryAtMs);
    putBack(lane, isMessage ? failure.retryAtMs : outbox.now());
    return;
  }
  delivery.failures++;
  putBack(lane, failure.retryAtMs);
}

function giveUp(outbox: Outbox, delivery: StoredDelivery): void {
  const { lane } = delivery;
  lane.taken.delete(delivery);
  lane.queue = lane.queue.filter((other) => other !== delivery);
  delivery.state = "dead";
  outbox.bury(delivery.id);
}

function revive(outbox: Outbox, id: string): boolean {
  const delivery = outbox.byId.get(id);
  if (delivery?.state !== "dead") return false;
  delivery.state = delivery.unsure ? "unsure" : "pending";
  delivery.failures = 0;
  delivery.lane.queue.unshift(delivery);
  outbox.unbury(id);
  outbox.ring(delivery.lane.address);
  return true;
}

function abandon(outbox: Outbox, beforeMs: number): number {
  const old = [...outbox.lanes.values()].flatMap((lane) =>
    lane.queue.filter((delivery) => delivery.enqueuedAtMs < beforeMs),
  );
  for (const delivery of old) {
    delivery.unsure ||= delivery.state === "sending" || delivery.state === "unsure";
    giveUp(outbox, delivery);
    leaveWhenThrough(outbox, delivery.lane);
  }
  return old.length;
}
