import type { ChatReceiver } from "../../src/chat/chat-port.ts";
import type { ChatUser, IncomingMessage } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { ConsoleRoom } from "./console-room.ts";
import { createDelivery } from "./create-delivery.ts";
import type { Delivery } from "./create-delivery.ts";
import { createIncomingMaker } from "./create-incoming-maker.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { isFinal } from "./status-text.ts";
import type { Transcript } from "./transcript.ts";
import { toTranscript } from "./transcript.ts";

export interface AskOptions {
  /** Whoever asks; default is the person at the console. */
  readonly user?: ChatUser;
  /** Stops waiting; the task itself goes on. */
  readonly signal?: AbortSignal;
}

export interface OneShotOptions {
  readonly room: ConsoleRoom;
  readonly session: string;
  readonly channel: string;
  readonly user: ChatUser;
  /** Grows by whoever asks. */
  readonly people: ChatUser[];
  readonly now: () => Date;
  readonly newId: () => string;
  readonly pollMs: number;
}

interface Waiting {
  readonly message: IncomingMessage;
  readonly resolve: (transcript: Transcript) => void;
  readonly reject: (error: unknown) => void;
}

/** Asks single questions in a room and waits for their ends. */
export class OneShot {
  /** Who sees private posts. */
  readonly present: Set<string>;
  readonly #options: OneShotOptions;
  readonly #delivery: Delivery;
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: OneShotOptions) {
    const { room, session, now, user } = options;
    this.#options = options;
    this.present = new Set([user.id]);
    this.#delivery = createDelivery({ room, session, once: true, now });
  }

  start(receiver: ChatReceiver): void {
    if (this.#isStopped || this.#timer !== undefined) return;
    this.#delivery.connect(receiver);
    this.#timer = setInterval(() => this.#poll(), this.#options.pollMs);
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#delivery.connect(undefined);
    this.#options.room.close();
    for (const id of this.#waiting.keys())
      this.#fail(id, new BotError("chat.stopped", "The bot stopped first"));
  }

  isAsked(root: string): boolean {
    return this.#asked.has(root);
  }

  apply(entry: JournalEntry): void {
    if (entry.entry !== "status" || !isFinal(entry.status)) return;
    const waiting = this.#waiting.get(entry.id);
    this.#waiting.delete(entry.id);
    waiting?.resolve(toTranscript(waiting.message, this.#options.room.state));
  }

  async ask(text: string, { user = this.#options.user, signal }: AskOptions): Promise<Transcript> {
    if (signal?.aborted === true) throw aborted();
    const { room, channel, now, newId } = this.#options;
    this.present.add(user.id);
    if (!this.#options.people.some((person) => person.id === user.id)) this.#options.people.push(user);
    const make = createIncomingMaker({ workspace: room.workspace, channel, user, now, newId });
    const message: IncomingMessage = { ...make.message(text), isUnattended: true };
    this.#asked.add(message.id);
    const onAbort = (): void => this.#fail(message.id, aborted());
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await this.#send(message);
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Waits from before the message is sent: the core may be done before it says that it accepted. */
  async #send(message: IncomingMessage): Promise<Transcript> {
    const transcript = new Promise<Transcript>((resolve, reject) => {
      this.#waiting.set(message.id, { message, resolve, reject });
    });
    this.#delivery.send(message).catch((error: unknown) => this.#fail(message.id, toNotAccepted(error)));
    return transcript;
  }

  #fail(id: string, error: BotError): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.reject(error);
  }

  #poll(): void {
    try {
      this.#options.room.refresh();
    } catch {
      // The next look may succeed; a question that can never be answered ends by its caller's deadline.
    }
  }
}

function aborted(): BotError {
  return new BotError("chat.aborted", "Waiting for the answer was given up; the task itself goes on");
}

function toNotAccepted(error: unknown): BotError {
  if (error instanceof BotError) return error;
  return new BotError("chat.not_accepted", "The bot could not store the message", {
    cause: error,
    retryable: true,
  });
}
