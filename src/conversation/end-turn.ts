import { threadKey } from "../chat/message-key.ts";
import type { OutgoingMessage } from "../chat/messages.ts";
import type { Store } from "../store/store.ts";
import { answer, doneStatus, threadOf } from "./answer.ts";
import type { AnswerChanges } from "./answer.ts";
import type { Turn } from "./conversation-deps.ts";

/** Whether everybody who would read an answer to this reads the task's own thread with it. */
async function isToldHere({ incoming }: Turn, taskId: string, { tasks }: Store): Promise<boolean> {
  if (incoming.kind !== "message" && incoming.kind !== "choice") return false;
  return (await tasks.ofThread(threadKey(threadOf(incoming))))?.id === taskId;
}

/**
 * Ends a turn that changed a task in a way that the task's thread tells anyway, such as its end: one line for one thing.
 * Whoever did it elsewhere, or by what nobody else sees, gets the answer.
 */
export async function endTurn(
  turn: Turn,
  {
    taskId,
    message,
    ...changes
  }: AnswerChanges & { readonly taskId: string; readonly message: OutgoingMessage },
  store: Store,
): Promise<void> {
  if (!(await isToldHere(turn, taskId, store))) return answer(turn, message, store, changes);
  const { isPrivate: _private, isLocal: _local, events = [], deliveries = [], ...more } = changes;
  await store.commit({
    ...more,
    inbox: { key: turn.key, state: "done" },
    events: [...events, { type: "message.answered", messageKey: turn.key }],
    deliveries: [...deliveries, ...doneStatus(turn)],
  });
}
