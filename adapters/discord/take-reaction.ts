import { Routes } from "discord.js";
import type { DiscordContext } from "./discord-context.ts";
import { Message } from "./gateway-events.ts";
import type { Reaction } from "./gateway-events.ts";
import { handIn } from "./hand-in.ts";
import { toSender } from "./to-incoming.ts";

/** Hands a reaction in when it is a verb; every other one is just a reaction. */
export async function takeReaction(reaction: Reaction, context: DiscordContext): Promise<void> {
  const { emoji, user_id: userId, message_id: target, member } = reaction;
  const name = emoji.name ?? "";
  const verb = context.reactions[name] ?? context.reactions[name.replace("\uFE0F", "")];
  if (verb === undefined || userId === context.bot()?.userId || member?.user?.bot === true) return;
  const said = await messageOf(reaction, context);
  const where = await context.conversations.of(said);
  if (where === undefined) return;
  await handIn(context, {
    ...where,
    thread: where.thread ?? target,
    kind: "reaction",
    id: `${target}.r${userId}.${name}`,
    target,
    verb,
    from: member?.user === undefined ? { id: userId } : toSender(member.user, member),
    sentAt: new Date(context.clock.now()).toISOString(),
  });
}

/** Its thread may depend on what the message answers to, which a reaction does not say. */
async function messageOf(
  reaction: Reaction,
  { rest }: DiscordContext,
): Promise<Message | Pick<Message, "id" | "channel_id">> {
  const { message_id: id, channel_id: channelId } = reaction;
  const path = Routes.channelMessage(channelId, id);
  const found = Message.safeParse(await rest.patiently({ method: "GET", path }).catch(() => undefined));
  return found.success ? found.data : { id, channel_id: channelId };
}
