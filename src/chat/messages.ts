import { z } from "zod";

/** A channel of a workspace on a platform, or (with `thread`) one thread in it. */
export const Conversation = z.object({
  platform: z.string().min(1),
  workspace: z.string().min(1),
  channel: z.string().min(1),
  thread: z.string().min(1).optional(),
});
export type Conversation = z.infer<typeof Conversation>;

/** One message that exists on a platform. */
export const MessageRef = Conversation.extend({ id: z.string().min(1) });
export type MessageRef = z.infer<typeof MessageRef>;

/** Whoever wrote or pressed something, as far as the platform says with the event. */
export const Sender = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  /** Platform ids of user groups or roles that they belong to, for permissions; absent: not known. */
  groups: z.array(z.string()).optional(),
  /** Somebody with limited access, such as a guest: has rules of its own. */
  isGuest: z.boolean().optional(),
  /** Belongs to another organisation that shares the channel: has rules of its own. */
  isExternal: z.boolean().optional(),
});
export type Sender = z.infer<typeof Sender>;

/** A file that came with a message; the content stays on the platform until somebody needs it. */
export const IncomingFile = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string().optional(),
  sizeBytes: z.number().int().nonnegative().optional(),
});
export type IncomingFile = z.infer<typeof IncomingFile>;

const incoming = {
  ...MessageRef.shape,
  from: Sender,
  /** When the platform says it was sent, ISO 8601 in UTC. */
  sentAt: z.iso.datetime(),
  /** No message that others see: nothing can be answered below it, so that a thread has to be begun for it. */
  isUnseen: z.boolean().optional(),
};

/** Somebody wrote something that the bot was meant to see. */
export const IncomingMessage = z.object({
  ...incoming,
  kind: z.literal("message"),
  text: z.string(),
  files: z.array(IncomingFile).default([]),
  /** Nobody is there to answer a question: what would wait for a person does not. */
  isUnattended: z.boolean().optional(),
  /** Said to the bot alone, in direct messages. */
  isDirect: z.boolean().optional(),
  /** Somebody asked for a task from this very message, as by a shortcut: it is work whatever it says. */
  isRequest: z.boolean().optional(),
});
export type IncomingMessage = z.infer<typeof IncomingMessage>;

/** Somebody chose one of the offered choices; `id` is the interaction's own id. */
export const IncomingChoice = z.object({
  ...incoming,
  kind: z.literal("choice"),
  prompt: z.string().min(1),
  value: z.string(),
});
export type IncomingChoice = z.infer<typeof IncomingChoice>;

/** Somebody sent a form; `values` by field id. */
export const IncomingForm = z.object({
  ...incoming,
  kind: z.literal("form"),
  form: z.string().min(1),
  values: z.record(z.string(), z.string()),
});
export type IncomingForm = z.infer<typeof IncomingForm>;

/** Somebody used a command; `name` without the slash. */
export const IncomingCommand = z.object({
  ...incoming,
  kind: z.literal("command"),
  name: z.string().min(1),
  args: z.string(),
});
export type IncomingCommand = z.infer<typeof IncomingCommand>;

/** Somebody changed a message of theirs; `id` is the edit's own id, the same for every retry of it. */
export const IncomingEdit = z.object({
  ...incoming,
  kind: z.literal("edit"),
  /** The id of the message that was changed. */
  target: z.string().min(1),
  text: z.string(),
});
export type IncomingEdit = z.infer<typeof IncomingEdit>;

/** Somebody took a message of theirs back; `id` is the deletion's own id. */
export const IncomingDeletion = z.object({
  ...incoming,
  kind: z.literal("deletion"),
  target: z.string().min(1),
});
export type IncomingDeletion = z.infer<typeof IncomingDeletion>;

/** What a reaction asks for; which emoji asks for what is configured, and others never reach the core. */
export const ReactionVerb = z.enum(["stop", "take", "done"]);
export type ReactionVerb = z.infer<typeof ReactionVerb>;

/** Somebody reacted to a message with one of the reactions that are verbs; `id` is the reaction's own id. */
export const IncomingReaction = z.object({
  ...incoming,
  kind: z.literal("reaction"),
  target: z.string().min(1),
  verb: ReactionVerb,
});
export type IncomingReaction = z.infer<typeof IncomingReaction>;

/** Everything an adapter can hand to the core. */
export const Incoming = z.discriminatedUnion("kind", [
  IncomingMessage,
  IncomingChoice,
  IncomingForm,
  IncomingCommand,
  IncomingEdit,
  IncomingDeletion,
  IncomingReaction,
]);
export type Incoming = z.infer<typeof Incoming>;

/** Where a person's message stands; shown as one changing reaction or status on it. */
export const MessageState = z.enum(["received", "queued", "running", "done", "failed", "dead"]);
export type MessageState = z.infer<typeof MessageState>;

export const MessageStatus = z.object({
  state: MessageState,
  /** Jobs ahead in the queue, only with `queued`. */
  position: z.number().int().nonnegative().optional(),
  /** A few words beside the state, such as the agent's name. */
  note: z.string().optional(),
});
export type MessageStatus = z.infer<typeof MessageStatus>;

export const Choice = z.object({
  value: z.string().min(1),
  label: z.string().min(1).max(75),
  /** How it stands out where the platform has a look for that. */
  style: z.enum(["primary", "danger"]).optional(),
});
export type Choice = z.infer<typeof Choice>;

export const Choices = z.object({
  /** Comes back as `IncomingChoice.prompt`. */
  prompt: z.string().min(1),
  options: z.array(Choice).min(1).max(25),
  /** Nothing is asked, something is offered in passing: platforms without buttons leave it out. */
  isQuiet: z.boolean().optional(),
});
export type Choices = z.infer<typeof Choices>;

export const OutgoingFile = z.object({
  name: z.string().min(1),
  mediaType: z.string().default("text/plain"),
  content: z.string(),
  /** `content` holds bytes, such as a picture; absent: it is text. */
  encoding: z.literal("base64").optional(),
  /** What a picture shows, in words, for those who do not see it. */
  alt: z.string().optional(),
});
export type OutgoingFile = z.infer<typeof OutgoingFile>;

/** Somebody whose bell is to ring: a platform's user id, or the id of a user group or role. */
export const MentionTarget = z.object({ kind: z.enum(["person", "group"]), id: z.string().min(1) });
export type MentionTarget = z.infer<typeof MentionTarget>;

/** Somebody's work as it goes on, in its parts. */
export const WorkProgress = z.object({
  /** Who works on what, in plain words. */
  title: z.string().min(1),
  /** How many steps came before those of `steps`. */
  earlier: z.number().int().nonnegative(),
  /** What was done, in plain words, oldest first. */
  steps: z.array(z.object({ text: z.string(), isError: z.boolean() })),
  /** What is being written right now, in plain words. */
  now: z.string().optional(),
  /** Nothing follows. */
  isOver: z.boolean(),
});
export type WorkProgress = z.infer<typeof WorkProgress>;

/** What the bot says: Markdown text (always complete by itself), and what may go with it. */
export const OutgoingMessage = z.object({
  text: z.string().min(1),
  choices: Choices.optional(),
  files: z.array(OutgoingFile).optional(),
  /** The only ones that a message mentions. Never from a model or a text: who sets it has looked at configuration and wishes. */
  mentions: z.array(MentionTarget).optional(),
  /** What `text` says, in its parts, for platforms with a look of their own for work in progress. */
  progress: WorkProgress.optional(),
});
export type OutgoingMessage = z.infer<typeof OutgoingMessage>;

export const FormField = z.object({
  id: z.string().min(1),
  label: z.string().min(1).max(75),
  kind: z.enum(["line", "paragraph", "choice"]),
  required: z.boolean().default(false),
  initial: z.string().optional(),
  options: z.array(Choice).optional(),
});
export type FormField = z.infer<typeof FormField>;

export const Form = z.object({
  /** Comes back as `IncomingForm.form`. */
  id: z.string().min(1),
  title: z.string().min(1).max(45),
  submitLabel: z.string().default("Send"),
  fields: z.array(FormField).min(1).max(20),
});
export type Form = z.infer<typeof Form>;

/** A person as the platform knows them. `timeZone` is an IANA name. */
export const ChatUser = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string().optional(),
  /** A language tag such as `en-GB`. */
  locale: z.string().optional(),
  groups: z.array(z.string()).default([]),
  isGuest: z.boolean().optional(),
  /** Belongs to another organisation that shares a channel. */
  isExternal: z.boolean().optional(),
  /** An account that nobody uses any more. */
  isDeactivated: z.boolean().optional(),
  /** They say that they are away, as on holiday, until `awayUntil` (ISO 8601) where they say so. */
  isAway: z.boolean().optional(),
  awayUntil: z.iso.datetime().optional(),
});
export type ChatUser = z.infer<typeof ChatUser>;

/** One line of a home: what it says, in Markdown, and what can be done with it. */
export const HomeItem = z.object({ text: z.string().min(1), choices: Choices.optional() });
export type HomeItem = z.infer<typeof HomeItem>;

/** A part of a home; `empty` is said when it has no items. */
export const HomeSection = z.object({
  title: z.string().min(1),
  items: z.array(HomeItem),
  empty: z.string().optional(),
});
export type HomeSection = z.infer<typeof HomeSection>;

/** A page for one person on a platform that has such pages. */
export const Home = z.object({
  title: z.string().min(1),
  sections: z.array(HomeSection),
  /** Offered beside everything else, such as settings. */
  choices: Choices.optional(),
});
export type Home = z.infer<typeof Home>;
