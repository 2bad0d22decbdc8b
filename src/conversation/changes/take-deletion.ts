import { threadKey } from "../../chat/message-key.ts";
import type { IncomingDeletion, IncomingMessage } from "../../chat/messages.ts";
import { stopPrompt } from "../../execution/progress/render-progress.ts";
import { isTerminal, type Task } from "../../tasks/task.ts";
import { applyPlanEvent } from "../../workflow/apply-plan-event.ts";
import { threadOf } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { nameOf } from "../may-steer.ts";
import { findChanged, sayInThread, settle } from "./find-changed.ts";
import { isUntouched } from "./take-edit.ts";

/**
 * Somebody took a message of theirs back. While its question is open, or its task has not begun, the request goes with
 * it; a task that has begun goes on, since work may be worth keeping, and Stop is offered.
 */
export async function takeDeletion(turn: Turn<IncomingDeletion>, deps: ConversationDeps): Promise<void> {
  const changed = await findChanged(turn.incoming, deps);
  if (changed === undefined) return settle(turn, deps);
  const { task, hasQuestion, incoming } = changed;
  if (hasQuestion) {
    const question = { threadKey: threadKey(threadOf(incoming)), value: null };
    await deps.store.commit({ question, inbox: { key: turn.key, state: "done" } });
    return;
  }
  if (task === undefined || isTerminal(task.state)) return settle(turn, deps);
  if (isUntouched(task)) {
    const event = {
      type: "task.cancelled",
      by: nameOf(turn.incoming),
      reason: "the request was deleted",
    } as const;
    const step = await applyPlanEvent({ taskId: task.id, event }, deps);
    if (step?.advance.refused === undefined) return settle(turn, deps);
  }
  await offerStop({ ...turn, incoming }, task, deps);
}

async function offerStop(turn: Turn<IncomingMessage>, task: Task, deps: ConversationDeps): Promise<void> {
  const text = `The message that **${task.id}** came from was deleted. It has begun already and goes on, unless you stop it.`;
  const options = [{ value: "stop", label: "Stop", style: "danger" as const }];
  await sayInThread(turn, { text, choices: { prompt: stopPrompt(task.id, task.round), options } }, deps);
}
