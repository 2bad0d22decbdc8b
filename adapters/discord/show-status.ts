import { Routes } from "discord.js";
import type { MessageRef, MessageState, MessageStatus } from "../../src/chat/messages.ts";
import { messageOf } from "../../src/errors.ts";
import { createRecent } from "./discord-memory.ts";
import type { DiscordContext } from "./discord-context.ts";
import { failedWith } from "./errors.ts";
import { Message } from "./gateway-events.ts";
import type { PlacesToPost } from "./places-to-post.ts";

/** One reaction on a person's message says where it stands. */
export const STATUS_EMOJI: Readonly<Record<MessageState, string>> = {
  received: "👀",
  queued: "⏳",
  running: "🏃",
  done: "✅",
  failed: "❌",
  dead: "🆘",
};
const OURS: ReadonlySet<string> = new Set(Object.values(STATUS_EMOJI));

function reactionPath(channelId: string, id: string, emoji: string): string {
  return Routes.channelMessageOwnReaction(channelId, id, emoji);
}

/** Shows the newest status of a message as its only reaction of the bot; the same one twice is no call. */
export function createStatusDisplay(context: DiscordContext, places: PlacesToPost) {
  const { rest, log } = context;
  const shown = createRecent<string>(10_000);

  /** Reactions from before a restart are looked up. */
  async function shownOn(channelId: string, id: string): Promise<readonly string[]> {
    const known = shown.get(id);
    if (known !== undefined) return known === "" ? [] : [known];
    const path = Routes.channelMessage(channelId, id);
    const { reactions = [] } = Message.parse(await rest.call({ method: "GET", path }));
    return reactions.flatMap(({ me, emoji: { name } }) =>
      me && typeof name === "string" && OURS.has(name) ? [name] : [],
    );
  }

  async function showTyping(ref: MessageRef): Promise<void> {
    const target = ref.thread ?? ref.id;
    const channelId = context.directory.has(target) ? target : ref.channel;
    await rest.call({ method: "POST", path: Routes.channelTyping(channelId) }).catch((error: unknown) => {
      log.debug({ error: messageOf(error) }, "could not show that the bot is typing");
    });
  }

  return async function setStatus(ref: MessageRef, { state }: MessageStatus): Promise<void> {
    // What was made a task by the message menu shows its status on the message itself.
    const id = ref.id.replace(/\.task$/u, "");
    const channelId = await places.homeOf({ ...ref, id });
    const emoji = STATUS_EMOJI[state];
    // Nothing was put on a message that has only just come in.
    const before = state === "received" && shown.get(id) === undefined ? [] : await shownOn(channelId, id);
    if (!before.includes(emoji)) {
      await rest.call({ method: "PUT", path: reactionPath(channelId, id, emoji) });
    }
    for (const old of before.filter((each) => each !== emoji)) {
      await rest
        .call({ method: "DELETE", path: reactionPath(channelId, id, old) })
        .catch((error: unknown) => {
          if (!failedWith(error, "chat.message_not_found", "discord.not_found")) throw error;
        });
    }
    shown.set(id, emoji);
    if (state === "running") await showTyping({ ...ref, id });
  };
}
