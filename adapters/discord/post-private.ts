import { Routes } from "discord.js";
import type { PostOptions } from "../../src/chat/chat-port.ts";
import type { Conversation, OutgoingMessage } from "../../src/chat/messages.ts";
import type { DiscordContext } from "./discord-context.ts";
import { createRecent } from "./discord-memory.ts";
import { failedWith } from "./errors.ts";
import type { OpenInteraction } from "./interaction-book.ts";
import { toBody, toRawFile } from "./post-message.ts";
import type { MessagePoster } from "./post-message.ts";
import { renderMessage } from "./render-message.ts";
import { DIRECT } from "./directory.ts";

const EPHEMERAL = 64;

/**
 * Says something to one person: where they have just asked, seen by them alone, as long as Discord allows it; later in
 * their direct messages.
 */
export function createPrivatePoster(context: DiscordContext, poster: MessagePoster) {
  const { rest, interactions } = context;
  const said = createRecent<true>(5_000);

  function openFor(to: Conversation, userId: string): OpenInteraction | undefined {
    const own = to.thread === undefined ? undefined : interactions.get(to.thread);
    if (own?.userId === userId) return own;
    return (
      interactions.newestOf(userId, to.thread ?? to.channel) ?? interactions.newestOf(userId, to.channel)
    );
  }

  async function answer(open: OpenInteraction, message: OutgoingMessage): Promise<void> {
    const application = context.bot()?.applicationId ?? "";
    const rendered = renderMessage(message);
    await poster.remember(rendered);
    await open.acknowledged;
    for (const part of rendered.parts) {
      const files = part.files.map(toRawFile);
      if (open.isWaiting) {
        const path = Routes.webhookMessage(application, open.token);
        await rest.call({ method: "PATCH", path, body: toBody(part), files, auth: false });
        open.isWaiting = false;
      } else {
        const path = Routes.webhook(application, open.token);
        await rest.call({
          method: "POST",
          path,
          body: toBody(part, { flags: EPHEMERAL }),
          files,
          auth: false,
        });
      }
    }
  }

  return async function postPrivate(
    to: Conversation,
    userId: string,
    message: OutgoingMessage,
    options: PostOptions,
  ): Promise<void> {
    if (said.get(options.deliveryId) === true) return;
    const open = openFor(to, userId);
    if (open !== undefined) {
      try {
        await answer(open, message);
        said.set(options.deliveryId, true);
        return;
      } catch (error) {
        if (!failedWith(error, "discord.interaction_over", "discord.not_found", "discord.unauthorized"))
          throw error;
        interactions.forget(open.id);
      }
    }
    await poster.post({ platform: to.platform, workspace: DIRECT, channel: `@${userId}` }, message, options);
  };
}
