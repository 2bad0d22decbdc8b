import type { Incoming } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { DiscordContext } from "./discord-context.ts";

/** Gives something to the core. Rejects while nobody listens, so that it does not count as dealt with. */
export async function handIn(context: DiscordContext, incoming: Incoming): Promise<void> {
  const receiver = context.receiver();
  if (receiver === undefined) throw notStarted();
  await receiver.receive(incoming);
}

export function notStarted(): BotError {
  return new BotError("chat.not_started", "Discord is not listened to", { retryable: true });
}
