import type { IncomingMessage } from "../chat/messages.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";

const ENDS: Readonly<Record<Task["state"], string>> = {
  queued: "waits",
  running: "runs",
  done: "is done",
  failed: "has failed",
  dead: "has failed for good",
  cancelled: "is cancelled",
};

/** What people read who answer a question whose task has ended since. */
export function overText({ id, state }: Pick<Task, "id" | "state">): string {
  return `That question is over: **${id}** ${ENDS[state]}.`;
}

/** A number alone where a task has ended answers a question of it that is over; false when the text is something else. */
export async function takeLateNumber(
  turn: Turn<IncomingMessage>,
  task: Task | undefined,
  deps: ConversationDeps,
): Promise<boolean> {
  if (task === undefined || !isTerminal(task.state) || !/^\d{1,2}$/u.test(turn.incoming.text.trim()))
    return false;
  await answer(turn, { text: `${overText(task)} Write what you want, and it is a new request.` }, deps.store);
  return true;
}
