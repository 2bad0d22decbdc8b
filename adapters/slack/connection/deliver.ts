import type { App, ReceiverEvent } from "@slack/bolt";
import { BotError, messageOf } from "../../../src/errors.ts";
import type { Logger } from "../../../src/log/logger.ts";

/** What came in, however it came. */
export type Arrived = Pick<ReceiverEvent, "body" | "retryNum" | "retryReason">;

export type Acknowledge = (response?: unknown) => Promise<void>;

/**
 * Hands what came in to Bolt. Bolt itself acknowledges events before anybody has seen them; here `acknowledge` is called
 * for an event when all that follows from it is stored, and never when that failed, so that Slack sends it again.
 * Commands and interactions are acknowledged by whoever handles them. Never rejects; tells whether it was acknowledged.
 */
export function createDeliver(
  app: () => App | undefined,
  log: Logger,
): (arrived: Arrived, acknowledge: Acknowledge) => Promise<boolean> {
  return async (arrived, acknowledge) => {
    const isEvent = "event" in arrived.body;
    let isAcknowledged = false;
    const once: Acknowledge = async (response) => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      await acknowledge(response);
    };
    try {
      await app()?.processEvent({ ...arrived, ack: isEvent ? async () => undefined : once });
      if (isEvent) await once();
    } catch (error) {
      const code = codeOf(error);
      log.warn(
        { code, error: messageOf(error) },
        "something from Slack could not be taken; Slack sends it again",
      );
    }
    return isAcknowledged;
  };
}

/** Bolt wraps what a listener throws. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof BotError) return error.code;
  const original =
    typeof error === "object" && error !== null && "original" in error ? error.original : undefined;
  return original instanceof BotError ? original.code : undefined;
}
