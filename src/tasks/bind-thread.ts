import { threadKey } from "../chat/message-key.ts";
import type { Conversation, MessageRef } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import { threadBelow } from "../outbox/begun-thread.ts";
import type { Store } from "../store/store.ts";
import { updateTask } from "./update-task.ts";

/**
 * The message with which a thread begins is out: the task that waits for that thread gets it, with what is said there
 * from then on, and its status is shown on that message. Doing it again changes nothing.
 */
export async function bindThread(
  begun: Conversation,
  root: MessageRef,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<void> {
  const waiting = await store.tasks.ofThread(threadKey(begun));
  if (waiting === undefined) return;
  const thread = threadBelow(root);
  await updateTask(
    store,
    waiting.id,
    (task) =>
      task.thread.thread === begun.thread
        ? {
            task: { ...task, thread, source: root },
            thread: { threadKey: threadKey(thread), taskId: task.id },
          }
        : undefined,
    { known: waiting, nowMs: clock.now() },
  );
}
