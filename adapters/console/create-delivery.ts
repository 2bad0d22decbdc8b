import type { ChatReceiver } from "../../src/chat/chat-port.ts";
import type { Incoming } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { ConsoleRoom } from "./console-room.ts";
import { rootOf } from "./room-state.ts";

export interface DeliveryOptions {
  readonly room: ConsoleRoom;
  /** The terminal that sends. */
  readonly session: string;
  /** A refused or interrupted message is the caller's matter and is never sent again. */
  readonly once: boolean;
  readonly now: () => Date;
}

/** Hands what people send to the core, once it is in the journal. */
export interface Delivery {
  connect(receiver: ChatReceiver | undefined): void;
  /** Resolves when the core has accepted; rejects with what the core threw, and the message waits for `resend`. */
  send(incoming: Incoming): Promise<void>;
  /** Sends a refused or interrupted message again, as the same message. */
  resend(id: string): Promise<void>;
  /** Ids of what this person sent and the core does not have, oldest first. */
  unsent(): readonly string[];
  /** Sends again what a crash interrupted before the core answered. */
  recover(): Promise<void>;
}

/** For less than this the core recognises a message that it had already accepted. */
const RECOGNISED_MS = 23 * 60 * 60 * 1_000;

function reasonOf(error: unknown): string {
  return error instanceof BotError ? error.message : "the bot could not store it";
}

export function createDelivery({ room, session, once, now }: DeliveryOptions): Delivery {
  let receiver: ChatReceiver | undefined;
  /** The last attempt in each thread: what is typed in one thread arrives in that order. */
  const lanes = new Map<string, Promise<void>>();

  async function attempt(incoming: Incoming): Promise<void> {
    try {
      if (receiver === undefined)
        throw new BotError("chat.not_started", "the bot is not listening", { retryable: true });
      await receiver.receive(incoming);
    } catch (error) {
      room.append({ entry: "refused", id: incoming.id, reason: reasonOf(error) });
      throw error;
    }
    room.append({ entry: "accepted", id: incoming.id });
  }

  async function inTurn(incoming: Incoming): Promise<void> {
    const lane = JSON.stringify([incoming.channel, rootOf(incoming)]);
    const before = lanes.get(lane);
    const turn = before === undefined ? attempt(incoming) : before.then(async () => attempt(incoming));
    const settled = turn.catch(() => {});
    lanes.set(lane, settled);
    try {
      await turn;
    } finally {
      if (lanes.get(lane) === settled) lanes.delete(lane);
    }
  }

  async function send(incoming: Incoming): Promise<void> {
    if (incoming.kind === "message") room.openThread(incoming.channel, rootOf(incoming));
    room.append({ entry: "sent", at: now().toISOString(), session, once, incoming });
    await inTurn(incoming);
  }

  async function resend(id: string): Promise<void> {
    const message = room.state.sent.get(id);
    if (message !== undefined) await send(message.incoming);
  }

  function isRecent(sentAt: string): boolean {
    return now().getTime() - Date.parse(sentAt) < RECOGNISED_MS;
  }

  return {
    connect: (next) => (receiver = next),
    send,
    resend,
    unsent() {
      const messages = [...room.state.sent.values()];
      return messages
        .filter((message) => !message.once && message.delivery === "refused")
        .map((message) => message.incoming.id);
    },
    async recover() {
      const messages = [...room.state.sent.values()].filter(
        (message) => !message.once && message.delivery === "sending" && message.session !== session,
      );
      const recent = messages.filter((message) => isRecent(message.incoming.sentAt));
      await Promise.allSettled(recent.map(async (message) => resend(message.incoming.id)));
    },
  };
}
