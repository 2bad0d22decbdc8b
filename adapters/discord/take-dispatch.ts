import type { z } from "zod";
import { messageOf } from "../../src/errors.ts";
import { catchUp } from "./catch-up.ts";
import { PLATFORM } from "./conversations.ts";
import type { DiscordContext } from "./discord-context.ts";
import type { Dispatch } from "./gateway.ts";
import { Channel, Deletion, Guild, Interaction, Message, Reaction, Ready } from "./gateway-events.ts";
import { isAfter } from "./snowflake.ts";
import { takeInteraction } from "./take-interaction.ts";
import { takeDeletion, takeEdit, takeMessage } from "./take-message.ts";
import { takeReaction } from "./take-reaction.ts";

export interface DispatchHandlers {
  /** A session began; who the bot is in it. */
  onReady(ready: Ready): void;
  onGuildGone(id: string): void;
}

type Take = (dispatch: Dispatch, context: DiscordContext) => void;

/** A handler of what fits the schema; anything else is logged and passed over. */
function on<Schema extends z.ZodType>(
  schema: Schema,
  take: (data: z.infer<Schema>, context: DiscordContext) => void,
): Take {
  return ({ type, data }, context) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) {
      take(parsed.data, context);
      return;
    }
    const at = parsed.error.issues[0]?.path.join(".");
    context.log.warn({ type, at }, "Discord sent something that cannot be read");
  };
}

function fetchMissed(channelId: string, context: DiscordContext): void {
  const deps = { ...context, take: async (message: Message) => takeMessage(message, context) };
  context.lanes.add(channelId, async () => catchUp(channelId, deps));
}

function takeGuild(guild: Guild, context: DiscordContext): void {
  if (guild.unavailable === true) return;
  context.directory.addGuild(guild);
  letIn(guild.id, undefined, context);
  for (const { id, last_message_id: newest } of [...guild.channels, ...guild.threads]) {
    const last = context.seen.lastOf(id);
    // Of channels that are watched, those are read where Discord does not say that there is nothing new.
    if (last !== undefined && (typeof newest !== "string" || isAfter(newest, last))) fetchMissed(id, context);
  }
}

function fetchFromDirect(context: DiscordContext): void {
  // Channels of servers follow with their servers; direct messages come with nothing.
  const inGuilds = new Set<string>();
  for (const { id, guild_id: guild } of context.directory.channels()) if (guild) inGuilds.add(id);
  for (const id of context.seen.watched()) if (!inGuilds.has(id)) fetchMissed(id, context);
}

function takeNewMessage(message: Message, context: DiscordContext): void {
  const { id, channel_id: channelId, nonce } = message;
  if (message.author.id === context.bot()?.userId) {
    if (typeof nonce === "string") context.posted.set(nonce, { id, channelId });
    return;
  }
  const { behind, lanes, seen, log } = context;
  if (behind.has(channelId) && lanes.hasRoom()) {
    behind.delete(channelId);
    fetchMissed(channelId, context);
  }
  const isWaiting = lanes.add(channelId, async () => {
    await takeMessage(message, context);
    // What there was no room for is older than what comes now, and has to be fetched first.
    if (!behind.has(channelId)) seen.note(channelId, id);
  });
  if (isWaiting) return;
  if (!behind.has(channelId)) log.warn({ channel: channelId }, "too much waits; the rest is fetched later");
  behind.add(channelId);
  seen.watch(channelId, (BigInt(id) - 1n).toString());
}

/** What the bot may do there has changed, perhaps for the better: a channel, or without one a whole server. */
function letIn(workspace: string, channel: string | undefined, context: DiscordContext): void {
  const place = { platform: PLATFORM, workspace, ...(channel === undefined ? {} : { channel }) };
  context
    .receiver()
    ?.letIn?.(place)
    .catch((error: unknown) => {
      context.log.warn({ ...place, error: messageOf(error) }, "what waits for the bot to be let in waits on");
    });
}

function removeChannel({ id }: Channel, { directory, seen }: DiscordContext): void {
  directory.removeChannel(id);
  seen.forget(id);
}

const addChannel = on(Channel, (channel, { directory }) => directory.addChannel(channel));

const changeChannel = on(Channel, (channel, context) => {
  const { id, name, guild_id: guild } = channel;
  context.directory.addChannel(channel);
  // What an interaction has said of it before may hold no more.
  context.allowed.delete(id);
  if (typeof guild !== "string") return;
  // The configuration may call it by its name.
  for (const called of [id, ...(typeof name === "string" ? [`#${name}`] : [])]) letIn(guild, called, context);
});

/** What is done with which event; every other one is of no interest. */
const TAKERS: Readonly<Record<string, Take>> = {
  GUILD_CREATE: on(Guild, takeGuild),
  CHANNEL_CREATE: changeChannel,
  CHANNEL_UPDATE: changeChannel,
  THREAD_CREATE: addChannel,
  THREAD_UPDATE: addChannel,
  CHANNEL_DELETE: on(Channel, removeChannel),
  THREAD_DELETE: on(Channel, removeChannel),
  MESSAGE_CREATE: on(Message, takeNewMessage),
  MESSAGE_UPDATE: on(Message, (message, context) => {
    context.lanes.add(message.channel_id, async () => takeEdit(message, context));
  }),
  MESSAGE_DELETE: on(Deletion, (deletion, context) => {
    context.lanes.add(deletion.channel_id, async () => takeDeletion(deletion, context));
  }),
  MESSAGE_REACTION_ADD: on(Reaction, (reaction, context) => {
    context.lanes.add(reaction.channel_id, async () => takeReaction(reaction, context));
  }),
  INTERACTION_CREATE: on(Interaction, (interaction, context) => {
    // Not in a lane: it has to be answered within seconds, whatever waits there.
    takeInteraction(interaction, context).catch((error: unknown) => {
      context.log.error({ error: messageOf(error) }, "an interaction failed");
    });
  }),
};

/** Routes what comes over the gateway. Nothing in it can throw: what cannot be read is logged and passed over. */
export function createDispatchTaker(
  context: DiscordContext,
  handlers: DispatchHandlers,
): (dispatch: Dispatch) => void {
  const takers: Readonly<Record<string, Take>> = {
    ...TAKERS,
    READY: on(Ready, (ready) => {
      handlers.onReady(ready);
      fetchFromDirect(context);
    }),
    GUILD_DELETE: on(Guild.pick({ id: true, unavailable: true }), ({ id, unavailable }) => {
      // An outage is no farewell.
      if (unavailable === true) return;
      context.directory.removeGuild(id);
      handlers.onGuildGone(id);
    }),
  };
  return (dispatch) => {
    try {
      takers[dispatch.type]?.(dispatch, context);
    } catch (error) {
      context.log.error({ type: dispatch.type, error: messageOf(error) }, "an event of Discord failed");
    }
  };
}
