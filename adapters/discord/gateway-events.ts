import { z } from "zod";

const Id = z.string().regex(/^\d{1,20}$/u);

export const User = z.object({
  id: Id,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
export type User = z.infer<typeof User>;

export const Member = z.object({
  user: User.optional(),
  nick: z.string().nullish(),
  roles: z.array(z.string()).default([]),
});
export type Member = z.infer<typeof Member>;

const Attachment = z.object({
  id: Id,
  filename: z.string(),
  content_type: z.string().nullish(),
  size: z.number().int().nonnegative().optional(),
});

const Reference = z.object({
  message_id: Id.optional(),
  channel_id: Id.optional(),
  type: z.number().optional(),
});

/** What a message replies to, as far as it comes with the message. */
const Referenced = z.object({
  id: Id,
  author: User.optional(),
  message_reference: Reference.nullish(),
  type: z.number().optional(),
});

export const Message = z.object({
  id: Id,
  channel_id: Id,
  guild_id: Id.optional(),
  author: User,
  member: Member.optional(),
  content: z.string().default(""),
  timestamp: z.string(),
  edited_timestamp: z.string().nullish(),
  type: z.number().default(0),
  webhook_id: Id.nullish(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  mentions: z.array(User).default([]),
  mention_roles: z.array(Id).default([]),
  attachments: z.array(Attachment).default([]),
  message_reference: Reference.nullish(),
  referenced_message: Referenced.nullish(),
  reactions: z
    .array(
      z.object({
        me: z.boolean(),
        emoji: z.object({ id: z.string().nullish(), name: z.string().nullish() }),
      }),
    )
    .optional(),
});
export type Message = z.infer<typeof Message>;

export const Deletion = z.object({ id: Id, channel_id: Id, guild_id: Id.optional() });

export const Reaction = z.object({
  user_id: Id,
  channel_id: Id,
  message_id: Id,
  guild_id: Id.optional(),
  member: Member.optional(),
  emoji: z.object({ id: z.string().nullish(), name: z.string().nullish() }),
});
export type Reaction = z.infer<typeof Reaction>;

export const Channel = z.object({
  id: Id,
  type: z.number(),
  guild_id: Id.nullish(),
  parent_id: Id.nullish(),
  owner_id: Id.nullish(),
  name: z.string().nullish(),
  last_message_id: Id.nullish(),
  recipients: z.array(User).optional(),
});
export type Channel = z.infer<typeof Channel>;

const Role = z.object({ id: Id, tags: z.object({ bot_id: Id.optional() }).nullish() });

export const Guild = z.object({
  id: Id,
  unavailable: z.boolean().optional(),
  channels: z.array(Channel).default([]),
  threads: z.array(Channel).default([]),
  roles: z.array(Role).default([]),
});
export type Guild = z.infer<typeof Guild>;

export const Ready = z.object({
  user: User,
  application: z.object({ id: Id }).optional(),
  guilds: z.array(z.object({ id: Id })).default([]),
});

export type Ready = z.infer<typeof Ready>;

const interaction = {
  id: Id,
  application_id: Id,
  token: z.string().min(1),
  channel_id: Id.optional(),
  channel: Channel.partial().optional(),
  guild_id: Id.optional(),
  member: Member.optional(),
  user: User.optional(),
  /** What the bot may do where this was made, as bits. */
  app_permissions: z.string().regex(/^\d+$/u).optional().catch(undefined),
};

const Option = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
});
export type Option = z.infer<typeof Option>;

const CommandData = z.object({
  name: z.string().min(1),
  type: z.number().default(1),
  options: z.array(Option).default([]),
  target_id: Id.optional(),
  resolved: z
    .object({ messages: z.record(z.string(), Message.partial({ author: true, timestamp: true })).optional() })
    .optional(),
});

const Submitted = z.object({
  custom_id: z.string(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
/** Modals hold their fields in labels, or (older ones) in rows. */
const SubmittedRow = z.object({
  component: Submitted.optional(),
  components: z.array(Submitted).optional(),
});

export const Interaction = z.discriminatedUnion("type", [
  z.object({ ...interaction, type: z.literal(2), data: CommandData }),
  z.object({
    ...interaction,
    type: z.literal(3),
    data: z.object({ custom_id: z.string(), values: z.array(z.string()).default([]) }),
    message: Message,
  }),
  z.object({ ...interaction, type: z.literal(4), data: CommandData }),
  z.object({
    ...interaction,
    type: z.literal(5),
    data: z.object({ custom_id: z.string(), components: z.array(SubmittedRow).default([]) }),
    message: Message.optional(),
  }),
]);
export type Interaction = z.infer<typeof Interaction>;
export type CommandInteraction = Extract<Interaction, { type: 2 }>;
export type SuggestInteraction = Extract<Interaction, { type: 4 }>;
export type FormInteraction = Extract<Interaction, { type: 5 }>;
