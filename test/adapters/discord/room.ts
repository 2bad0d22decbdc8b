/** Ids of what is there from the start. */
export const ID = {
  bot: "100000000000000001",
  application: "100000000000000001",
  guild: "200000000000000001",
  channel: "300000000000000001",
  quiet: "300000000000000002",
  forum: "300000000000000003",
  eva: "400000000000000001",
  role: "500000000000000001",
  botRole: "500000000000000002",
} as const;

export const EVA = { id: ID.eva, username: "eva", global_name: "Eva", discriminator: "0", avatar: null };
export const BOT = { id: ID.bot, username: "switchyard", discriminator: "0", avatar: null, bot: true };

export interface RoomMessage {
  id: string;
  channel_id: string;
  guild_id?: string;
  author: typeof EVA | typeof BOT;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  type: number;
  nonce?: string;
  flags?: number;
  mentions: unknown[];
  mention_roles: string[];
  attachments: { id: string; filename: string; size: number; url: string; proxy_url: string }[];
  embeds: unknown[];
  components: { type: number; components: Record<string, unknown>[] }[];
  message_reference?: { message_id: string; channel_id: string };
  referenced_message?: RoomMessage | null;
  /** Emoji of the bot's reactions. */
  own: string[];
  /** Of its files, by name. */
  files: Record<string, string>;
  /** The only one who sees it. */
  privateTo?: string;
}

export interface RoomChannel {
  id: string;
  type: number;
  guild_id?: string;
  parent_id?: string;
  owner_id?: string;
  name?: string;
  last_message_id?: string | null;
  recipients?: unknown[];
}

const EPOCH = 1_420_070_400_000n;

export type Room = ReturnType<typeof createRoom>;

/** The state of a small Discord: one server, its channels, direct messages, and what was said. */
export function createRoom() {
  const channels = new Map<string, RoomChannel>();
  const messages: RoomMessage[] = [];
  const listeners: ((type: string, data: unknown) => void)[] = [];
  let count = 0n;

  function nextId(): string {
    count += 1n;
    return (((BigInt(Date.now()) - EPOCH) << 22n) | count).toString();
  }
  const tell = (type: string, data: unknown): void => {
    for (const listener of listeners) listener(type, data);
  };
  const member = {
    user: EVA,
    nick: null,
    roles: [ID.role] as string[],
    joined_at: "2026-01-01T00:00:00.000Z",
    deaf: false,
    mute: false,
    flags: 0,
  };

  channels.set(ID.channel, {
    id: ID.channel,
    type: 0,
    guild_id: ID.guild,
    name: "ops",
    last_message_id: null,
  });
  channels.set(ID.quiet, { id: ID.quiet, type: 0, guild_id: ID.guild, name: "quiet", last_message_id: null });
  channels.set(ID.forum, {
    id: ID.forum,
    type: 15,
    guild_id: ID.guild,
    name: "ideas",
    last_message_id: null,
  });

  function find(channelId: string, id: string): RoomMessage | undefined {
    return messages.find((message) => message.id === id && message.channel_id === channelId);
  }

  /** What others get to see of a message. */
  function toApi({
    own,
    files: _files,
    privateTo: _private,
    ...message
  }: RoomMessage): Record<string, unknown> {
    const reactions = own.map((name) => ({ me: true, count: 1, emoji: { id: null, name } }));
    const reference = message.message_reference;
    const referenced = reference === undefined ? undefined : find(reference.channel_id, reference.message_id);
    return {
      ...message,
      tts: false,
      mention_everyone: false,
      pinned: false,
      ...(reactions.length === 0 ? {} : { reactions }),
      ...(reference === undefined
        ? {}
        : { referenced_message: referenced === undefined ? null : shallow(referenced) }),
    };
  }
  function shallow({
    own: _own,
    files: _files,
    privateTo: _private,
    ...message
  }: RoomMessage): Record<string, unknown> {
    return message;
  }

  function add(
    message: Pick<RoomMessage, "channel_id" | "author" | "content"> & Partial<RoomMessage>,
  ): RoomMessage {
    const channel = channels.get(message.channel_id);
    const id = message.id ?? nextId();
    const whole: RoomMessage = {
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      type: message.message_reference === undefined ? 0 : 19,
      mentions: /<@!?100000000000000001>/u.test(message.content) ? [BOT] : [],
      mention_roles: [...message.content.matchAll(/<@&(\d+)>/gu)].map((match) => match[1] ?? ""),
      attachments: [],
      embeds: [],
      components: [],
      own: [],
      files: {},
      ...(channel?.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
      ...message,
      id,
    };
    messages.push(whole);
    if (channel !== undefined && whole.privateTo === undefined) channel.last_message_id = id;
    if (whole.privateTo === undefined) {
      const withMember = whole.guild_id === undefined ? {} : { member };
      tell("MESSAGE_CREATE", { ...toApi(whole), ...withMember });
    }
    return whole;
  }

  function openThread(parent: string, id: string, name: string, owner: string): RoomChannel {
    const thread: RoomChannel = {
      id,
      type: 11,
      guild_id: ID.guild,
      parent_id: parent,
      owner_id: owner,
      name,
      last_message_id: null,
    };
    channels.set(id, thread);
    tell("THREAD_CREATE", thread);
    return thread;
  }

  return {
    channels,
    messages,
    member,
    nextId,
    find,
    toApi,
    add,
    openThread,
    tell,
    onEvent: (listener: (type: string, data: unknown) => void) => void listeners.push(listener),
    directChannel(userId: string): RoomChannel {
      const id = `6${userId.slice(1)}`;
      const channel = channels.get(id) ?? { id, type: 1, recipients: [EVA] };
      channels.set(id, channel);
      return channel;
    },
    guild: () => ({
      id: ID.guild,
      name: "home",
      channels: [...channels.values()].filter(
        ({ guild_id: guild, type }) => guild !== undefined && type !== 11,
      ),
      threads: [...channels.values()].filter(({ type }) => type === 11),
      roles: [{ id: ID.botRole, name: "switchyard", tags: { bot_id: ID.bot } }],
      members: [],
    }),
    /** The person writes; `thread` is a message whose Discord thread is used, and opened where there is none. */
    say(
      text: string,
      where: { channel?: string; replyTo?: string; files?: readonly { name: string; text: string }[] } = {},
    ): RoomMessage {
      const channel = where.channel ?? ID.channel;
      const attachments = (where.files ?? []).map(({ name, text: content }) => {
        const id = nextId();
        const url = `https://cdn.discordapp.com/attachments/${channel}/${id}/${name}`;
        return { id, filename: name, size: content.length, url, proxy_url: url };
      });
      return add({
        attachments,
        channel_id: channel,
        author: EVA,
        content: text,
        ...(where.replyTo === undefined
          ? {}
          : { message_reference: { message_id: where.replyTo, channel_id: channel } }),
      });
    },
    edit(message: RoomMessage, content: string): void {
      message.content = content;
      message.edited_timestamp = new Date().toISOString();
      tell("MESSAGE_UPDATE", { ...toApi(message), member });
    },
    remove(message: RoomMessage): void {
      messages.splice(messages.indexOf(message), 1);
      tell("MESSAGE_DELETE", { id: message.id, channel_id: message.channel_id, guild_id: message.guild_id });
    },
    react(message: RoomMessage, emoji: string, userId: string = ID.eva): void {
      tell("MESSAGE_REACTION_ADD", {
        user_id: userId,
        channel_id: message.channel_id,
        message_id: message.id,
        guild_id: message.guild_id,
        member,
        emoji: { id: null, name: emoji },
      });
    },
    /** Somebody uses the bot by a command, a component or a form. Returns the interaction. */
    interact(
      type: number,
      data: Record<string, unknown>,
      more: { channel?: string; message?: RoomMessage; app_permissions?: string } = {},
    ) {
      const channel = more.message?.channel_id ?? more.channel ?? ID.channel;
      const isDirect = channels.get(channel)?.guild_id === undefined;
      const id = nextId();
      const interaction = {
        id,
        application_id: ID.application,
        token: `token-${id}`,
        version: 1,
        type,
        data,
        channel_id: channel,
        channel: channels.get(channel),
        ...(isDirect ? { user: EVA } : { guild_id: ID.guild, member }),
        ...(more.message === undefined ? {} : { message: toApi(more.message) }),
        ...(more.app_permissions === undefined ? {} : { app_permissions: more.app_permissions }),
        entitlements: [],
        authorizing_integration_owners: {},
      };
      tell("INTERACTION_CREATE", interaction);
      return interaction;
    },
  };
}
