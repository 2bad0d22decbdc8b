import type {
  ChatUser,
  Choice,
  Conversation,
  Form,
  Home,
  Incoming,
  IncomingFile,
  MessageRef,
  MessageStatus,
  OutgoingMessage,
} from "./messages.ts";

/**
 * What the core does with something that came in. It resolves only when the message is durable, so an adapter
 * acknowledges its platform after this and never before; when it rejects, the platform must be told to retry.
 */
export interface ChatReceiver {
  receive(incoming: Incoming): Promise<"accepted" | "duplicate">;
  /**
   * The form that this command or choice opens, asked before `receive`: with a form, the adapter shows it at once and
   * hands in what comes back as an `IncomingForm`; without one (or when no answer comes in time) it hands in the
   * interaction itself. Reads only.
   */
  formFor?(incoming: Incoming): Promise<Form | undefined>;
  /** Whether the bot has a task or an open question in this thread, so that what is said there is meant for it. */
  follows?(thread: Conversation): Promise<boolean>;
  /** What could be meant by what somebody has typed so far of an argument; at most 25, the best first. */
  suggest?(request: SuggestRequest): Promise<readonly Choice[]>;
  /** Somebody looks at their home: it is published then, and again when it changes. */
  homeOpened?(person: PersonRef): Promise<void>;
  /** The bot may post there where it may not have before: what was refused is posted. Harmless where nothing was. */
  letIn?(place: OpenedPlace): Promise<void>;
}

/** A channel, or without one a whole workspace. */
export interface OpenedPlace {
  readonly platform: string;
  readonly workspace: string;
  readonly channel?: string;
}

/** A person in a workspace of a platform. */
export interface PersonRef {
  readonly platform: string;
  readonly workspace: string;
  readonly userId: string;
}

export interface SuggestRequest extends PersonRef {
  /** Their groups and where they type, as far as the platform says so with what they typed. */
  readonly groups?: readonly string[];
  readonly channel?: string;
  readonly command: string;
  /** The name of the argument, as in the command's `args`. */
  readonly argument: string;
  readonly typed: string;
}

/** One in `everyMs` in the long run, `burst` at once after a rest. */
export interface Rate {
  readonly everyMs: number;
  readonly burst: number;
}

/** How much a platform takes; the outbox keeps to it over all processes of an installation. */
export interface Pace {
  /** Messages in one channel, private ones included. */
  readonly perChannelMs: number;
  readonly burst: number;
  /** Changes of messages in a whole workspace; those that wait are replaced by newer ones, and hold nothing back. */
  readonly edits?: Rate;
  /** Changes of statuses in a whole workspace, likewise. */
  readonly statuses?: Rate;
}

export interface PostOptions {
  /** Posting twice with the same id must show one message, or the port offers `findDelivery`. */
  readonly deliveryId: string;
}

/**
 * A chat platform. A platform that cannot do something leaves the optional method out; the core asks whether it
 * is there, never which platform it is on. Methods reject with a `BotError`: `chat.rate_limited` carries
 * `retryAfterMs`; `chat.unknown_outcome` means that a post may have arrived although the call failed; `chat.not_in_channel` that the bot
 * may not post there until somebody lets it in;
 * `retryable: false` means that trying the same call again cannot help, as for a workspace that this connection does
 * not serve or a message that does not exist.
 */
export interface ChatPort {
  readonly platform: string;
  /** How fast it may be spoken to; absent: as fast as it answers. */
  readonly pace?: Pace;
  /** The workspaces this connection can post to; deliveries for others are left to other processes. */
  workspaces(): readonly string[];
  /** Connects and hands everything that comes in to the receiver until `stop`. */
  start(receiver: ChatReceiver): Promise<void>;
  /** Receives nothing from then on; stopping again changes nothing. */
  stop(): Promise<void>;
  /** What keeps it from working now, a sentence each; empty while all is well. Absent: nothing can. */
  problems?(): readonly string[];
  /**
   * Posts a message: in the thread when `to.thread` is set, else in the channel. A channel `@<user id>` is that
   * person's direct messages; what is returned then names the real one.
   */
  post(to: Conversation, message: OutgoingMessage, options: PostOptions): Promise<MessageRef>;
  /** Replaces the text and choices of a message that `post` returned. */
  update(ref: MessageRef, message: OutgoingMessage): Promise<void>;
  /** Shows where a person's message stands; replaces the status shown before. */
  setStatus(ref: MessageRef, status: MessageStatus): Promise<void>;
  /** The message that an earlier `post` with this id left, for posts whose answer was lost. */
  findDelivery?(to: Conversation, deliveryId: string): Promise<MessageRef | undefined>;
  /** Posts something only one person sees. */
  postPrivate?(
    to: Conversation,
    userId: string,
    message: OutgoingMessage,
    options: PostOptions,
  ): Promise<void>;
  /** Keeps a message in sight of everybody in its channel; pinning twice changes nothing. */
  pin?(ref: MessageRef): Promise<void>;
  /** Replaces the home of a person. */
  publishHome?(person: PersonRef, home: Home): Promise<void>;
  /**
   * What keeps the bot from posting there, in a sentence for whoever asked there, with what lets it in (Markdown);
   * undefined where nothing does, or nobody can tell. Commands and forms work in places where the bot is not.
   */
  obstacleAt?(to: Conversation): Promise<string | undefined>;
  /** A link that opens the message. */
  linkTo?(ref: MessageRef): Promise<string | undefined>;
  /**
   * The text of a file that came with a message; undefined when it is no text, larger than `maxBytes`, or gone. Asks
   * the platform's own servers and no others.
   */
  readFile?(message: MessageRef, file: IncomingFile, maxBytes: number): Promise<string | undefined>;
  /** Name, time zone and groups of a person; undefined when the platform does not know them. */
  lookupUser?(workspace: string, userId: string): Promise<ChatUser | undefined>;
}
