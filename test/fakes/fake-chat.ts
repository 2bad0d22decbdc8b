import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import type {
  ChatUser,
  Choices,
  Conversation,
  Form,
  Incoming,
  MessageRef,
  MessageStatus,
  OutgoingFile,
  OutgoingMessage,
} from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";

type OptionalMethod = "findDelivery" | "postPrivate" | "lookupUser";
type Method = OptionalMethod | "post" | "update" | "setStatus";

export interface FakeChatOptions {
  readonly platform?: string;
  readonly workspaces?: readonly string[];
  readonly users?: readonly ChatUser[];
  /** Methods that this platform cannot do. Without `findDelivery`, posting an id twice shows it once. */
  readonly without?: readonly OptionalMethod[];
}

/** A post as it reads now. */
export interface FakePost {
  readonly ref: MessageRef;
  readonly to: Conversation;
  readonly deliveryId: string;
  readonly text: string;
  readonly choices: Choices | undefined;
  readonly files: readonly OutgoingFile[];
  readonly privateTo: string | undefined;
}

/** Something a person did. */
export interface FakeEvent {
  readonly incoming: Incoming;
  readonly isAcknowledged: boolean;
  /** Resolves when the receiver has accepted or refused; never rejects. */
  readonly settled: Promise<void>;
  /** Delivers it again, as platforms do without an acknowledgement. */
  redeliver(): Promise<void>;
}

export interface SayOptions {
  readonly from?: ChatUser;
  /** The id of the message that began the thread. */
  readonly thread?: string;
  readonly channel?: string;
}

const EVA: ChatUser = { id: "U-eva", name: "Eva", timeZone: "Europe/Berlin", groups: ["backend"] };

/** A chat platform in memory with one clock tick per message; calls can be made to fail or to lose their answer. */
export class FakeChat implements ChatPort {
  readonly platform: string;
  readonly findDelivery?: NonNullable<ChatPort["findDelivery"]>;
  readonly postPrivate?: NonNullable<ChatPort["postPrivate"]>;
  readonly lookupUser?: NonNullable<ChatPort["lookupUser"]>;
  readonly #workspaces: readonly string[];
  readonly #users: readonly ChatUser[];
  readonly #posts: FakePost[] = [];
  readonly #events: FakeEvent[] = [];
  readonly #forms: { readonly trigger: Incoming; readonly form: Form }[] = [];
  readonly #statuses: { readonly ref: MessageRef; readonly status: MessageStatus }[] = [];
  readonly #failures: { readonly error: Error; readonly method: Method | undefined }[] = [];
  #lostAnswers = 0;
  #receiver: ChatReceiver | undefined;
  #lastId = 0;

  constructor(options: FakeChatOptions = {}) {
    this.platform = options.platform ?? "fake";
    this.#workspaces = options.workspaces ?? ["home"];
    this.#users = options.users ?? [EVA];
    const can = (method: OptionalMethod): boolean => !(options.without ?? []).includes(method);
    if (can("findDelivery")) this.findDelivery = async (to, id) => this.#findDelivery(to, id);
    if (can("postPrivate")) {
      this.postPrivate = async (to, userId, message, { deliveryId }) => {
        this.#add("postPrivate", { to, message, deliveryId, privateTo: userId });
      };
    }
    if (can("lookupUser")) {
      this.lookupUser = async (workspace, userId) => {
        this.#enter("lookupUser");
        return this.#workspaces.includes(workspace) ? this.#users.find(({ id }) => id === userId) : undefined;
      };
    }
  }

  /** A channel to post in. */
  get channel(): Conversation {
    return { platform: this.platform, workspace: this.#workspaces[0] ?? "home", channel: "general" };
  }

  /** What the bot said and people can see, private posts included, oldest first. */
  get posted(): readonly FakePost[] {
    return this.#posts;
  }

  /** What people did, oldest first. */
  get events(): readonly FakeEvent[] {
    return this.#events;
  }

  /** Every status that was set, oldest first. */
  get statuses(): readonly { readonly ref: MessageRef; readonly status: MessageStatus }[] {
    return this.#statuses;
  }

  get forms(): readonly { readonly trigger: Incoming; readonly form: Form }[] {
    return this.#forms;
  }

  /** The texts in a thread, oldest first. */
  textsIn(thread: string): readonly string[] {
    return this.#posts.filter((post) => post.to.thread === thread).map((post) => post.text);
  }

  /** The status that shows on a message now. */
  statusOf(id: string): MessageStatus | undefined {
    return this.#statuses.findLast(({ ref }) => ref.id === id)?.status;
  }

  /** The next call (of `method`, or of any) rejects with this and does nothing. */
  failNext(error: Error, method?: Method): void {
    this.#failures.push({ error, method });
  }

  rateLimitNext(retryAfterMs: number): void {
    const options = { retryable: true, retryAfterMs };
    this.failNext(new BotError("chat.rate_limited", "The platform asked us to wait", options), "post");
  }

  /** The next post or private post arrives, but the call rejects. */
  loseAnswerNext(): void {
    this.#lostAnswers += 1;
  }

  say(text: string, options: SayOptions = {}): FakeEvent {
    return this.#happen({ ...this.#incoming(options), kind: "message", text, files: [] });
  }

  command(name: string, args = "", options: SayOptions = {}): FakeEvent {
    return this.#happen({ ...this.#incoming(options), kind: "command", name, args });
  }

  /** Picks a choice of a post; throws when the post does not offer it. */
  choose(post: Pick<MessageRef, "id">, value: string, options: SayOptions = {}): FakeEvent {
    const found = this.#posts.find(({ ref }) => ref.id === post.id);
    const offered = found?.choices?.options.some((option) => option.value === value);
    if (found?.choices === undefined || offered !== true)
      throw new Error(`${post.id} does not offer ${value}`);
    const { prompt } = found.choices;
    const thread = found.ref.thread ?? found.ref.id;
    const base = this.#incoming({ ...options, thread, channel: found.ref.channel });
    return this.#happen({ ...base, kind: "choice", prompt, value });
  }

  /** Sends the form that was opened last. */
  fillForm(values: Readonly<Record<string, string>>, options: SayOptions = {}): FakeEvent {
    const opened = this.#forms.at(-1);
    if (opened === undefined) throw new Error("no form is open");
    const { trigger, form } = opened;
    const thread = trigger.thread === undefined ? {} : { thread: trigger.thread };
    const base = this.#incoming({ ...options, ...thread, channel: trigger.channel });
    return this.#happen({ ...base, kind: "form", form: form.id, values: { ...values } });
  }

  workspaces(): readonly string[] {
    return this.#workspaces;
  }

  async start(receiver: ChatReceiver): Promise<void> {
    this.#receiver = receiver;
  }

  async stop(): Promise<void> {
    this.#receiver = undefined;
  }

  async post(
    to: Conversation,
    message: OutgoingMessage,
    { deliveryId }: { deliveryId: string },
  ): Promise<MessageRef> {
    return this.#add("post", { to, message, deliveryId });
  }

  async update(ref: MessageRef, message: OutgoingMessage): Promise<void> {
    this.#enter("update");
    const at = this.#posts.findIndex((post) => post.ref.id === ref.id);
    const post = this.#posts[at];
    if (post === undefined) throw new BotError("chat.message_not_found", `There is no message ${ref.id}`);
    const files = [...post.files, ...(message.files ?? [])];
    this.#posts[at] = { ...post, text: message.text, choices: message.choices, files };
  }

  async setStatus(ref: MessageRef, status: MessageStatus): Promise<void> {
    this.#enter("setStatus");
    if (!this.#events.some(({ incoming }) => incoming.id === ref.id)) {
      throw new BotError("chat.message_not_found", `There is no message ${ref.id}`);
    }
    this.#statuses.push({ ref, status });
  }

  #enter(method: Method): void {
    const at = this.#failures.findIndex(
      (failure) => failure.method === undefined || failure.method === method,
    );
    const [failure] = at === -1 ? [] : this.#failures.splice(at, 1);
    if (failure !== undefined) throw failure.error;
  }

  #nextId(): string {
    this.#lastId += 1;
    return `m${String(this.#lastId).padStart(6, "0")}`;
  }

  #add(
    method: Method,
    post: { to: Conversation; message: OutgoingMessage; deliveryId: string; privateTo?: string },
  ): MessageRef {
    this.#enter(method);
    const { to, message, deliveryId, privateTo } = post;
    if (to.platform !== this.platform || !this.#workspaces.includes(to.workspace)) {
      throw new BotError("chat.unknown_workspace", `${this.platform} does not serve ${to.workspace}`);
    }
    const earlier = this.findDelivery === undefined ? this.#posted(deliveryId) : undefined;
    const ref = earlier?.ref ?? { ...to, id: this.#nextId() };
    if (earlier === undefined) {
      const { text, choices, files = [] } = message;
      this.#posts.push(structuredClone({ ref, to, deliveryId, text, choices, files, privateTo }));
    }
    if (this.#lostAnswers > 0) {
      this.#lostAnswers -= 1;
      throw new BotError("chat.unknown_outcome", "The connection broke before the answer", {
        retryable: true,
      });
    }
    return ref;
  }

  #posted(deliveryId: string): FakePost | undefined {
    return this.#posts.find((post) => post.deliveryId === deliveryId);
  }

  #findDelivery(to: Conversation, deliveryId: string): MessageRef | undefined {
    this.#enter("findDelivery");
    const ref = this.#posted(deliveryId)?.ref;
    return ref?.channel === to.channel ? ref : undefined;
  }

  #incoming({ from = this.#users[0] ?? EVA, thread, channel }: SayOptions) {
    const id = this.#nextId();
    return {
      ...this.channel,
      ...(channel === undefined ? {} : { channel }),
      ...(thread === undefined ? {} : { thread }),
      id,
      from: { id: from.id, name: from.name },
      sentAt: new Date(this.#lastId * 1_000).toISOString(),
    };
  }

  /** A form that the core has for a command or a choice is shown in place of handing it in. */
  async #showsForm(incoming: Incoming): Promise<boolean> {
    if (incoming.kind !== "command" && incoming.kind !== "choice") return false;
    const form = await this.#receiver?.formFor?.(structuredClone(incoming)).catch(() => undefined);
    if (form !== undefined) this.#forms.push({ trigger: incoming, form });
    return form !== undefined;
  }

  #happen(incoming: Incoming): FakeEvent {
    let isAcknowledged = false;
    const deliver = async (): Promise<void> => {
      try {
        if (this.#receiver === undefined) return;
        if (await this.#showsForm(incoming)) {
          isAcknowledged = true;
          return;
        }
        await this.#receiver.receive(structuredClone(incoming));
        isAcknowledged = true;
      } catch {
        // A platform takes a refusal as "not acknowledged" and knows nothing of its reason.
      }
    };
    const event: FakeEvent = {
      incoming,
      get isAcknowledged() {
        return isAcknowledged;
      },
      settled: deliver(),
      redeliver: deliver,
    };
    this.#events.push(event);
    return event;
  }
}
