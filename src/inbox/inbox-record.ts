import { z } from "zod";
import { Incoming, MessageState } from "../chat/messages.ts";

/** What is stored of a message before the platform is acknowledged. */
export const InboxRecord = z.object({
  key: z.string(),
  incoming: Incoming,
  state: MessageState,
  /** When it was accepted, milliseconds since the epoch. */
  acceptedAtMs: z.number(),
  /** The task it led to. */
  taskId: z.string().optional(),
  /** Counts processing rounds; a retry by command starts the next. */
  round: z.number().int().min(1),
});
export type InboxRecord = z.infer<typeof InboxRecord>;
