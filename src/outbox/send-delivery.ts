import type { ChatPort } from "../chat/chat-port.ts";
import type { MessageRef, OutgoingMessage, WorkProgress } from "../chat/messages.ts";
import { neutraliseMentions } from "../chat/neutralise-mentions.ts";
import { BotError } from "../errors.ts";
import type { Delivery } from "./delivery.ts";

/** What became of one try. `unsure`: it may have arrived although the call failed. */
export type SendOutcome =
  | { readonly kind: "sent"; readonly ref?: MessageRef }
  | { readonly kind: "rate_limited"; readonly retryAfterMs: number }
  | {
      readonly kind: "failed";
      readonly error: unknown;
      readonly unsure: boolean;
      readonly retryable: boolean;
    };

/** How long a platform call may take before its outcome counts as unknown. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * Sends one delivery through the port. A delivery that may have arrived before is looked up first where the
 * platform can; elsewhere the delivery id makes a second post harmless (see `PostOptions`).
 */
export async function sendDelivery(delivery: Delivery, port: ChatPort): Promise<SendOutcome> {
  try {
    const found = delivery.ref ?? (await findEarlier(delivery, port));
    if (found !== undefined) {
      if (delivery.content.kind === "live")
        await withTimeout(port.update(found, withoutMentions(delivery.content.message)));
      // Posted by a process that ended before it could pin it.
      if (delivery.ref === undefined) await keepInSight(found, delivery, port);
      return { kind: "sent", ref: found };
    }
    const ref = await withTimeout(callPort(delivery, port));
    if (ref !== undefined) await keepInSight(ref, delivery, port);
    return ref === undefined ? { kind: "sent" } : { kind: "sent", ref };
  } catch (error) {
    return toOutcome(error);
  }
}

/** Pins what is to be pinned. A message that could not be is still sent, and never sent twice for that. */
async function keepInSight(ref: MessageRef, { content }: Delivery, port: ChatPort): Promise<void> {
  if (content.kind !== "live" || content.isPinned !== true || port.pin === undefined) return;
  await withTimeout(port.pin(ref)).catch(() => undefined);
}

async function findEarlier(
  { id, state, content }: Delivery,
  port: ChatPort,
): Promise<MessageRef | undefined> {
  const mayHaveArrived = state === "sending" || state === "unsure";
  const isPost = content.kind === "post" || content.kind === "live";
  if (!mayHaveArrived || !isPost || port.findDelivery === undefined) return undefined;
  return withTimeout(port.findDelivery(content.to, id));
}

/** The last place before any platform: whatever a model or a file has put into a text, it rings nobody's bell. */
function withoutMentions(message: OutgoingMessage): OutgoingMessage {
  const { text, progress } = message;
  return {
    ...message,
    text: neutraliseMentions(text),
    ...(progress === undefined ? {} : { progress: withoutMentionsIn(progress) }),
  };
}

function withoutMentionsIn(progress: WorkProgress): WorkProgress {
  const { title, steps, now } = progress;
  return {
    ...progress,
    title: neutraliseMentions(title),
    steps: steps.map((step) => ({ ...step, text: neutraliseMentions(step.text) })),
    ...(now === undefined ? {} : { now: neutraliseMentions(now) }),
  };
}

async function callPort({ id, content }: Delivery, port: ChatPort): Promise<MessageRef | undefined> {
  switch (content.kind) {
    case "post":
    case "live":
      return port.post(content.to, withoutMentions(content.message), { deliveryId: id });
    case "status":
      await port.setStatus(content.target, content.status);
      return undefined;
    case "private": {
      const message = withoutMentions(content.message);
      if (port.postPrivate === undefined) return port.post(content.to, message, { deliveryId: id });
      await port.postPrivate(content.to, content.userId, message, { deliveryId: id });
      return undefined;
    }
  }
}

function toOutcome(error: unknown): SendOutcome {
  // Asked to come back later, by the platform or for as long as its door is shut: no try is used up.
  if (error instanceof BotError && error.retryable) {
    const { retryAfterMs = error.code === "chat.rate_limited" ? 1_000 : undefined } = error;
    if (retryAfterMs !== undefined) return { kind: "rate_limited", retryAfterMs };
  }
  const known = error instanceof BotError && error.code !== "chat.unknown_outcome";
  return { kind: "failed", error, unsure: !known, retryable: !known || error.retryable };
}

async function withTimeout<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new BotError("chat.unknown_outcome", "The platform did not answer in time", { retryable: true }),
        ),
      CALL_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
