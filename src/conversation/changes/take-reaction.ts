import type { IncomingReaction } from "../../chat/messages.ts";
import { isTerminal, type Task } from "../../tasks/task.ts";
import { threadOf } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { finishTask, stopTask } from "../verbs/end-task.ts";
import type { TaskOutcome } from "../verbs/outcome.ts";
import { takeTask } from "../verbs/take-task.ts";
import { settle, taskOfReaction } from "./find-changed.ts";

async function carryOut(
  { incoming }: Turn<IncomingReaction>,
  task: Task,
  deps: ConversationDeps,
): Promise<TaskOutcome> {
  const wish = { task, said: incoming };
  switch (incoming.verb) {
    case "stop":
      return stopTask(wish, deps);
    case "take":
      return takeTask(wish, deps);
    case "done":
      return finishTask(wish, deps);
  }
}

/**
 * A reaction that is a verb, on a request or on anything in its task's thread. What it did is said in the thread by what
 * it did; what it could not do, only to whoever reacted. On anything else, and once the task is over, it is a reaction.
 */
export async function takeReaction(turn: Turn<IncomingReaction>, deps: ConversationDeps): Promise<void> {
  const task = await taskOfReaction(turn.incoming, deps);
  if (task === undefined || isTerminal(task.state)) return settle(turn, deps);
  const { isDone, text } = await carryOut(turn, task, deps);
  if (isDone) return settle(turn, deps);
  const { id: userId } = turn.incoming.from;
  const to = { ...threadOf(turn.incoming), thread: task.thread.thread ?? turn.incoming.target };
  await deps.store.commit({
    inbox: { key: turn.key, state: "done" },
    deliveries: [{ id: `${turn.key}.answer`, content: { kind: "private", to, userId, message: { text } } }],
  });
}
