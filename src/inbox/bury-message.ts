import { refOf, threadOf } from "../conversation/answer.ts";
import { BotError } from "../errors.ts";
import type { Store } from "../store/store.ts";

export interface BuryDeps {
  readonly store: Store;
  readonly newReference: () => string;
}

/** All attempts to understand a message failed: a dead letter, and one honest reply to its writer. */
export async function buryMessage(key: string, error: unknown, deps: BuryDeps): Promise<void> {
  const record = await deps.store.inbox.get(key);
  if (record === undefined || record.state !== "received") return;
  const { incoming, round } = record;
  const reference = deps.newReference();
  const text = `I could not take this on; something is broken on my side. Reference ${reference}. Your message is kept, and \`/retry all\` starts it again.`;
  const target = refOf(incoming);
  await deps.store.commit({
    inbox: { key, state: "dead" },
    events: [
      {
        type: "message.dead",
        messageKey: key,
        data: { reference, code: error instanceof BotError ? error.code : "inbox.failed" },
      },
    ],
    deadLetter: { add: { kind: "message", id: key } },
    deliveries: [
      { id: `${key}.dead.r${round}`, content: { kind: "post", to: threadOf(incoming), message: { text } } },
      {
        id: `${key}.status`,
        content: { kind: "status", target, status: { state: "dead", note: reference } },
      },
    ],
  });
}
