import { PermissionFlagsBits } from "discord.js";
import type { Conversation } from "../../src/chat/messages.ts";
import type { DiscordContext } from "./discord-context.ts";
import { DIRECT } from "./directory.ts";
import type { Interaction } from "./gateway-events.ts";

const NAMES = {
  ViewChannel: "View Channel",
  SendMessages: "Send Messages",
  SendMessagesInThreads: "Send Messages in Threads",
} as const;

/** Discord says with each interaction what the bot may do where it was made. */
export function noteAllowed(interaction: Interaction, { allowed }: DiscordContext): void {
  const { channel_id: channel, app_permissions: bits } = interaction;
  if (channel !== undefined && bits !== undefined) allowed.set(channel, BigInt(bits));
}

/** What keeps the bot from answering there, as far as the last interaction in that channel or thread has told. */
export function obstacleAt(
  { workspace, channel, thread }: Conversation,
  { allowed }: Pick<DiscordContext, "allowed">,
): string | undefined {
  const inThread = thread === undefined ? undefined : allowed.get(thread);
  const has = inThread ?? allowed.get(channel);
  if (workspace === DIRECT || has === undefined || (has & PermissionFlagsBits.Administrator) !== 0n)
    return undefined;
  const needed = ["ViewChannel", inThread === undefined ? "SendMessages" : "SendMessagesInThreads"] as const;
  const lacking = needed
    .filter((name) => (has & PermissionFlagsBits[name]) === 0n)
    .map((name) => NAMES[name]);
  if (lacking.length === 0) return undefined;
  return `I may not post in that channel: give me ${lacking.map((name) => `**${name}**`).join(" and ")} in its settings, under Permissions.`;
}
