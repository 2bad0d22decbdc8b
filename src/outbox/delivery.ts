import { z } from "zod";
import { Conversation, MessageRef, MessageStatus, OutgoingMessage } from "../chat/messages.ts";

/** What is to happen on the platform. */
export const DeliveryContent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("post"), to: Conversation, message: OutgoingMessage }),
  /** One message that changes while something goes on: posted once, and from then on its newest text replaces it. */
  z.object({
    kind: z.literal("live"),
    to: Conversation,
    message: OutgoingMessage,
    /** Kept in sight of everybody where the platform can. */
    isPinned: z.boolean().optional(),
  }),
  z.object({ kind: z.literal("private"), to: Conversation, userId: z.string(), message: OutgoingMessage }),
  z.object({ kind: z.literal("status"), target: MessageRef, status: MessageStatus }),
]);
export type DeliveryContent = z.infer<typeof DeliveryContent>;

/** One outbound chat message or status with an id of its own, sent once. */
export interface NewDelivery {
  /** Enqueuing the same id again changes nothing, except for statuses and live messages, where the newest wins. */
  readonly id: string;
  readonly content: DeliveryContent;
  readonly taskId?: string;
  /** Meant for its thread alone, also where other threads show the same task. */
  readonly isLocal?: boolean;
  /** Goes before everything in its channel that is not, as an alert does. */
  readonly isUrgent?: boolean;
}

/** Sent, or given up on; `unsure`: a post was tried and nobody knows whether it arrived. */
export const DeliveryState = z.enum(["pending", "sending", "unsure", "sent", "dead"]);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const Delivery = z.object({
  id: z.string(),
  content: DeliveryContent,
  state: DeliveryState,
  /** Grows when a status or a live message is replaced. */
  revision: z.number().int(),
  /** Failed tries so far. */
  failures: z.number().int(),
  /** The message that it became when it was sent before; live messages change that one. */
  ref: MessageRef.optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** A lane is a thread's queue of deliveries, sent one after the other by whoever holds its fence. */
export interface ClaimedLane {
  readonly lane: string;
  readonly fence: number;
  readonly deliveries: readonly Delivery[];
}

/** Whether the newest content of this id replaces what was enqueued before. */
export function isReplaced({ kind }: DeliveryContent): boolean {
  return kind === "status" || kind === "live";
}
