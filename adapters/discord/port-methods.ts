import { Routes } from "discord.js";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { ChatUser, Conversation, MessageRef } from "../../src/chat/messages.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { DiscordContext } from "./discord-context.ts";
import { DIRECT } from "./directory.ts";
import { failedWith } from "./errors.ts";
import { obstacleAt } from "./find-obstacle.ts";
import { Member } from "./gateway-events.ts";
import type { PlacesToPost } from "./places-to-post.ts";
import { createMessagePoster } from "./post-message.ts";
import { createPrivatePoster } from "./post-private.ts";
import { createDiscordFileReader } from "./read-file.ts";
import { createStatusDisplay } from "./show-status.ts";
import { isId } from "./snowflake.ts";
import { nameOf } from "./to-incoming.ts";

type Methods = Required<
  Pick<
    ChatPort,
    | "post"
    | "update"
    | "setStatus"
    | "findDelivery"
    | "postPrivate"
    | "pin"
    | "linkTo"
    | "obstacleAt"
    | "lookupUser"
    | "readFile"
  >
>;

/** Everything that the port does for the core, besides receiving. */
export function createPortMethods(context: DiscordContext, places: PlacesToPost): Methods {
  const { rest } = context;
  const poster = createMessagePoster(context, places);

  async function linkTo(ref: MessageRef): Promise<string | undefined> {
    if (!isId(ref.id)) return undefined;
    const guild = ref.workspace === DIRECT ? "@me" : ref.workspace;
    return `https://discord.com/channels/${guild}/${await places.homeOf(ref)}/${ref.id}`;
  }

  /** A command whose answer is for everybody has one of its own that still waits: it points there. */
  async function pointTo(ref: MessageRef, { thread }: Conversation): Promise<void> {
    const open = thread === undefined ? undefined : context.interactions.get(thread);
    if (open?.isWaiting !== true) return;
    open.isWaiting = false;
    await open.acknowledged;
    const path = Routes.webhookMessage(context.bot()?.applicationId ?? "", open.token);
    const body = {
      content: `Here: ${(await linkTo(ref)) ?? ""}`,
      allowed_mentions: { parse: [], replied_user: false },
    };
    await rest.call({ method: "PATCH", path, body, auth: false }).catch((error: unknown) => {
      context.log.warn({ error: messageOf(error) }, "an interaction could not be answered");
    });
  }

  const post: Methods["post"] = async (to, message, options) => {
    const ref = await poster.post(to, message, options).catch(notLetIn);
    await pointTo(ref, to);
    return ref;
  };

  return {
    post,
    linkTo,
    update: poster.update,
    findDelivery: poster.findDelivery,
    setStatus: createStatusDisplay(context, places),
    postPrivate: createPrivatePoster(context, poster),
    async pin(ref) {
      const path = Routes.channelMessagesPin(await places.homeOf(ref), ref.id);
      await rest.call({ method: "PUT", path });
    },
    obstacleAt: async (to) => obstacleAt(to, context),
    lookupUser: async (workspace, userId) => lookupUser(workspace, userId, context),
    readFile: createDiscordFileReader({ rest, homeOf: places.homeOf, fetch }),
  };
}

/** In the words of the port: it takes somebody who lets the bot in again. */
function notLetIn(error: unknown): never {
  if (!failedWith(error, "discord.forbidden", "discord.channel_gone")) throw error;
  throw new BotError("chat.not_in_channel", messageOf(error), { cause: error });
}

/** A member of a server. Discord tells nobody's time zone. */
async function lookupUser(
  workspace: string,
  userId: string,
  { rest, directory }: DiscordContext,
): Promise<ChatUser | undefined> {
  if (!isId(userId) || !directory.guilds().includes(workspace)) return undefined;
  try {
    const found = await rest.call({ method: "GET", path: Routes.guildMember(workspace, userId) });
    const { user, ...member } = Member.parse(found);
    return user === undefined ? undefined : { id: user.id, name: nameOf(user, member), groups: member.roles };
  } catch (error) {
    if (failedWith(error, "discord.not_found")) return undefined;
    throw error;
  }
}
