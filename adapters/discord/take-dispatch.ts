import type { z } from "zod";
import { messageOf } from "../../src/errors.ts";
import { catchUp } from "./catch-up.ts";
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
  /** The bot came into a server, or was told of one that it is in. */
  onGuild(id: string): void;
  onGuildGone(id: string): void;
}

/** Routes what comes over the gateway. Nothing in it can throw: what cannot be read is logged and passed over. */
export function createDispatchTaker(
  context: DiscordContext,
  handlers: DispatchHandlers,
): (dispatch: Dispatch) => void {
  const { directory, lanes, seen, log } = context;

  function parse<Schema extends z.ZodType>(
    schema: Schema,
    { type, data }: Dispatch,
  ): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    log.warn({ type, at: issue?.path.join(".") }, "Discord sent something that cannot be read");
    return undefined;
  }

  function fetchMissed(channelId: string): void {
    const deps = { ...context, take: async (message: Message) => takeMessage(message, context) };
    lanes.add(channelId, async () => catchUp(channelId, deps));
  }

  /** Fetches what was said in channels that are watched, where Discord does not say that there is nothing new. */
  function lookInto(channel: Channel): void {
    const last = seen.lastOf(channel.id);
    const newest = channel.last_message_id;
    if (last === undefined) return;
    if (typeof newest !== "string" || isAfter(newest, last)) fetchMissed(channel.id);
  }

  function takeGuild(guild: Guild): void {
    if (guild.unavailable === true) return;
    directory.addGuild(guild);
    handlers.onGuild(guild.id);
    for (const channel of [...guild.channels, ...guild.threads]) lookInto(channel);
  }

  function takeReady(ready: Ready): void {
    handlers.onReady(ready);
    // Channels of servers follow with their servers; direct messages come with nothing.
    const inGuilds = new Set(
      [...directory.channels()].filter(({ guild_id: guild }) => guild).map(({ id }) => id),
    );
    for (const channelId of seen.watched()) if (!inGuilds.has(channelId)) fetchMissed(channelId);
  }

  function takeNewMessage(message: Message): void {
    if (message.author.id === context.bot()?.userId) {
      if (typeof message.nonce === "string") {
        context.posted.set(message.nonce, { id: message.id, channelId: message.channel_id });
      }
      return;
    }
    const isWaiting = lanes.add(message.channel_id, async () => {
      await takeMessage(message, context);
      seen.note(message.channel_id, message.id);
    });
    if (!isWaiting)
      log.warn({ channel: message.channel_id }, "too much waits; messages are fetched again later");
  }

  function inLane(channelId: string, step: () => Promise<void>): void {
    lanes.add(channelId, step);
  }

  function route(dispatch: Dispatch): void {
    switch (dispatch.type) {
      case "READY":
        return withParsed(Ready, dispatch, takeReady);
      case "GUILD_CREATE":
        return withParsed(Guild, dispatch, takeGuild);
      case "GUILD_DELETE":
        return withParsed(Guild.pick({ id: true, unavailable: true }), dispatch, ({ id, unavailable }) => {
          // An outage is no farewell.
          if (unavailable === true) return;
          directory.removeGuild(id);
          handlers.onGuildGone(id);
        });
      case "CHANNEL_CREATE":
      case "CHANNEL_UPDATE":
      case "THREAD_CREATE":
      case "THREAD_UPDATE":
        return withParsed(Channel, dispatch, directory.addChannel);
      case "CHANNEL_DELETE":
      case "THREAD_DELETE":
        return withParsed(Channel, dispatch, ({ id }) => {
          directory.removeChannel(id);
          seen.forget(id);
        });
      case "MESSAGE_CREATE":
        return withParsed(Message, dispatch, takeNewMessage);
      case "MESSAGE_UPDATE":
        return withParsed(Message, dispatch, (message) =>
          inLane(message.channel_id, async () => takeEdit(message, context)),
        );
      case "MESSAGE_DELETE":
        return withParsed(Deletion, dispatch, (deletion) =>
          inLane(deletion.channel_id, async () => takeDeletion(deletion, context)),
        );
      case "MESSAGE_REACTION_ADD":
        return withParsed(Reaction, dispatch, (reaction) =>
          inLane(reaction.channel_id, async () => takeReaction(reaction, context)),
        );
      case "INTERACTION_CREATE":
        return withParsed(Interaction, dispatch, (interaction) => {
          // Not in a lane: it has to be answered within seconds, whatever waits there.
          takeInteraction(interaction, context).catch((error: unknown) => {
            log.error({ error: messageOf(error) }, "an interaction failed");
          });
        });
      default:
    }
  }

  function withParsed<Schema extends z.ZodType>(
    schema: Schema,
    dispatch: Dispatch,
    take: (data: z.infer<Schema>) => void,
  ): void {
    const data = parse(schema, dispatch);
    if (data !== undefined) take(data);
  }

  return (dispatch) => {
    try {
      route(dispatch);
    } catch (error) {
      log.error({ type: dispatch.type, error: messageOf(error) }, "an event of Discord failed");
    }
  };
}
