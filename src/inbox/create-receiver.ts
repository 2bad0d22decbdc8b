import type { ChatReceiver } from "../chat/chat-port.ts";
import { messageKey } from "../chat/message-key.ts";
import { Incoming } from "../chat/messages.ts";
import type { MessageRef } from "../chat/messages.ts";
import { BotError, messageOf } from "../errors.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import type { Logger } from "../log/logger.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { retryShut } from "../outbox/shut-places.ts";
import type { Store } from "../store/store.ts";
import { followsThread, mayMatter } from "./follows.ts";
import { messageJob } from "./message-job.ts";

/** Longer texts are refused at the door: no platform sends them, and Redis should not hold them. */
const MAX_TEXT = 1_000_000;

export interface ReceiverDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly log: Logger;
  /** What adapters may ask beside handing things in; absent: nothing. */
  readonly asks?: Omit<ChatReceiver, "receive">;
  /** Hears of every message that came in, for the metrics. */
  readonly onReceived?: (platform: string, outcome: "accepted" | "duplicate") => void;
}

/**
 * The door: a message is in the durable inbox when `receive` resolves, and only then may its platform be told so.
 * A platform's retry of the same message is recognised by its key and changes nothing.
 */
export function createReceiver(deps: ReceiverDeps): ChatReceiver {
  return {
    ...deps.asks,
    async receive(raw) {
      const incoming = parseIncoming(raw);
      // Nothing is kept of what can have no effect; a platform sends such things by the thousand.
      if (!(await mayMatter(incoming, deps.store))) return "accepted";
      const key = messageKey(incoming);
      const outcome = await deps.store.inbox.accept(key, incoming, receivedStatus(key, incoming));
      deps.onReceived?.(incoming.platform, outcome);
      await handOn(key, outcome, deps);
      return outcome;
    },
    follows: async (thread) => followsThread(thread, deps.store),
    letIn: async (place) => retryShut(place, deps),
  };
}

function parseIncoming(raw: Incoming): Incoming {
  const parsed = Incoming.safeParse(raw);
  if (!parsed.success) {
    throw new BotError(
      "inbox.invalid",
      `The adapter delivered something that is no message: ${parsed.error.issues[0]?.message ?? ""}`,
      { cause: parsed.error },
    );
  }
  if (parsed.data.kind === "message" && parsed.data.text.length > MAX_TEXT) {
    throw new BotError(
      "inbox.too_long",
      `A message can have ${MAX_TEXT.toLocaleString("en-US")} characters at most. Attach long texts as a file.`,
    );
  }
  return parsed.data;
}

function receivedStatus(key: string, incoming: Incoming): NewDelivery[] {
  if (incoming.kind !== "message") return [];
  const { platform, workspace, channel, thread, id } = incoming;
  const target: MessageRef = {
    platform,
    workspace,
    channel,
    id,
    ...(thread === undefined ? {} : { thread }),
  };
  return [{ id: `${key}.status`, content: { kind: "status", target, status: { state: "received" } } }];
}

/** The message is safe already; should adding its job fail, the reconciler adds it. */
async function handOn(
  key: string,
  outcome: "accepted" | "duplicate",
  { store, jobs, log }: ReceiverDeps,
): Promise<void> {
  try {
    if (outcome === "accepted") {
      await jobs.add(messageJob(key, 1));
      return;
    }
    const record = await store.inbox.get(key);
    if (record?.state === "received") await jobs.add(messageJob(key, record.round));
  } catch (error) {
    log.warn({ key, error: messageOf(error) }, "message accepted, its job is left to the reconciler");
  }
}
