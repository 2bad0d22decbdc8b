import { expect } from "vitest";
import type { Pace } from "../../src/chat/chat-port.ts";
import type { ClaimedLane } from "../../src/outbox/delivery.ts";
import type { Store } from "../../src/store/store.ts";
import { SECOND } from "./contract-kit.ts";
import { ADDRESS, aRef } from "./samples.ts";

export const LEASE_MS = 30 * SECOND;

interface ClaimOptions {
  readonly address?: string;
  readonly lanes?: number;
  readonly perLane?: number;
  readonly leaseMs?: number;
  readonly pace?: Pace;
}

/** Claims as a dispatcher does, generously unless told otherwise. */
export async function claim(store: Store, options: ClaimOptions = {}): Promise<ClaimedLane[]> {
  const { address = ADDRESS, ...rest } = options;
  return store.deliveries.claim(address, { lanes: 100, perLane: 100, leaseMs: LEASE_MS, ...rest });
}

/** The single lane of a claim; fails the test when there are none or more. */
export function only(lanes: readonly ClaimedLane[]): ClaimedLane {
  expect(lanes).toHaveLength(1);
  const [lane] = lanes;
  if (lane === undefined) throw new Error("no lane was claimed");
  return lane;
}

export function idsOf(lane: ClaimedLane): string[] {
  return lane.deliveries.map((delivery) => delivery.id);
}

/** Settles a delivery with the revision it was claimed with. */
export async function settle(store: Store, lane: ClaimedLane, id: string): Promise<"settled" | "fenced"> {
  const delivery = lane.deliveries.find((candidate) => candidate.id === id);
  if (delivery === undefined) throw new Error(`${id} was not claimed`);
  return store.deliveries.settle(lane, delivery, aRef(`posted-${id}`));
}
