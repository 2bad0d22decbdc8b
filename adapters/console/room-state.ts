import type { Choices, Incoming, MessageRef, MessageStatus } from "../../src/chat/messages.ts";
import type { JournalEntry, SavedFile } from "./journal-entry.ts";

/** Something a person sent, and how far it got. */
export interface SentMessage {
  readonly incoming: Incoming;
  readonly session: string;
  readonly once: boolean;
  /** `sending` until the core answered; a crash leaves it there. */
  readonly delivery: "sending" | "accepted" | "refused";
  readonly status: MessageStatus | undefined;
}

/** Something the bot posted, as it reads now. */
export interface PostedMessage {
  readonly ref: MessageRef;
  readonly at: string;
  readonly text: string;
  readonly choices: Choices | undefined;
  readonly files: readonly SavedFile[];
  readonly privateTo: string | undefined;
  readonly isEdited: boolean;
  /** What a person picked from the choices; undefined while they are open. */
  readonly chosen: string | undefined;
}

export interface Thread {
  readonly number: number;
  readonly channel: string;
  /** The id of the message that began it. */
  readonly root: string;
}

/** What everything from one place belongs to: the thread, or the message itself when it stands in none. */
export function rootOf(ref: Pick<MessageRef, "thread" | "id">): string {
  return ref.thread ?? ref.id;
}

function threadId(channel: string, root: string): string {
  return JSON.stringify([channel, root]);
}

/** Everything the journal says, as a picture of the room. It changes by `apply` only. */
export class RoomState {
  readonly #sent = new Map<string, SentMessage>();
  readonly #posts = new Map<string, PostedMessage>();
  readonly #deliveries = new Map<string, string>();
  readonly #threadsByRoot = new Map<string, Thread>();
  readonly #threadsByNumber = new Map<number, Thread>();
  #highestNumber = 0;

  get sent(): ReadonlyMap<string, SentMessage> {
    return this.#sent;
  }

  get posts(): ReadonlyMap<string, PostedMessage> {
    return this.#posts;
  }

  /** The number that the last thread got; 0 before the first. */
  get highestNumber(): number {
    return this.#highestNumber;
  }

  /** Oldest first. */
  threads(): readonly Thread[] {
    return [...this.#threadsByNumber.values()];
  }

  thread(number: number): Thread | undefined {
    return this.#threadsByNumber.get(number);
  }

  threadOf(channel: string, root: string): Thread | undefined {
    return this.#threadsByRoot.get(threadId(channel, root));
  }

  delivery(deliveryId: string): PostedMessage | undefined {
    return this.#posts.get(this.#deliveries.get(deliveryId) ?? "");
  }

  /** What its thread began with was cancelled, so that nobody waits for an answer to its choices. */
  isCancelled({ ref }: PostedMessage): boolean {
    return this.#sent.get(rootOf(ref))?.status?.note === "cancelled";
  }

  apply(entry: JournalEntry): void {
    switch (entry.entry) {
      case "sent":
        // Sent again after a refusal, it is the same message, waiting once more.
        this.#sent.set(entry.incoming.id, { ...entry, delivery: "sending", status: undefined });
        return;
      case "accepted":
        this.#changeSent(entry.id, { delivery: "accepted" });
        this.#closeChoices(this.#sent.get(entry.id)?.incoming);
        return;
      case "refused":
        this.#changeSent(entry.id, { delivery: "refused" });
        return;
      case "status":
        this.#changeSent(entry.id, { status: entry.status });
        return;
      case "thread":
        this.#addThread(entry);
        return;
      case "post":
        this.#addPost(entry);
        return;
      case "update":
        this.#update(entry);
    }
  }

  #changeSent(id: string, change: Partial<SentMessage>): void {
    const message = this.#sent.get(id);
    if (message !== undefined) this.#sent.set(id, { ...message, ...change });
  }

  #closeChoices(incoming: Incoming | undefined): void {
    if (incoming?.kind !== "choice") return;
    for (const post of this.#posts.values()) {
      const isAnswered = post.choices?.prompt === incoming.prompt;
      if (isAnswered) this.#posts.set(post.ref.id, { ...post, chosen: incoming.value });
    }
  }

  #addThread({ channel, root, number: wanted }: JournalEntry & { entry: "thread" }): void {
    if (this.threadOf(channel, root) !== undefined) return;
    const number = Math.max(wanted, this.#highestNumber + 1);
    const thread = { channel, root, number };
    this.#highestNumber = number;
    this.#threadsByRoot.set(threadId(channel, root), thread);
    this.#threadsByNumber.set(number, thread);
  }

  #addPost(entry: JournalEntry & { entry: "post" }): void {
    // Two processes posted the same delivery at the same time: the first one counts, for everybody.
    if (this.#deliveries.has(entry.deliveryId)) return;
    this.#deliveries.set(entry.deliveryId, entry.ref.id);
    const { ref, at, text, choices, files, privateTo } = entry;
    this.#posts.set(ref.id, { ref, at, text, choices, files, privateTo, isEdited: false, chosen: undefined });
  }

  #update({ id, text, choices, files: added }: JournalEntry & { entry: "update" }): void {
    const before = this.#posts.get(id);
    if (before === undefined) return;
    const chosen = choices?.prompt === before.choices?.prompt ? before.chosen : undefined;
    this.#posts.set(id, {
      ...before,
      text,
      choices,
      chosen,
      files: [...before.files, ...added],
      isEdited: true,
    });
  }
}
