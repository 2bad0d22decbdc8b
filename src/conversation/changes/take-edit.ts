import { threadKey } from "../../chat/message-key.ts";
import type { IncomingEdit, IncomingMessage } from "../../chat/messages.ts";
import { isTerminal, type Task } from "../../tasks/task.ts";
import { applyPlanEvent } from "../../workflow/apply-plan-event.ts";
import { threadOf } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { handleText } from "../handle-text.ts";
import { nameOf } from "../may-steer.ts";
import { findChanged, sayInThread, settle } from "./find-changed.ts";

/** Nobody has begun: what was asked for can be taken back as if it had never been said. */
export function isUntouched({ state, plan }: Task): boolean {
  return (
    state === "queued" &&
    plan.stages.every(({ assignments }) =>
      assignments.every(({ starts, state }) => starts === 0 && state === "waiting"),
    )
  );
}

/**
 * Somebody edited a message of theirs. While its question is open, or its task has not begun, the new text takes the
 * place of the old one; while the task runs it is kept as a follow-up; afterwards it changes nothing.
 */
export async function takeEdit(turn: Turn<IncomingEdit>, deps: ConversationDeps): Promise<void> {
  const changed = await findChanged(turn.incoming, deps);
  if (changed === undefined || changed.incoming.text === turn.incoming.text) return settle(turn, deps);
  const revised = { ...changed.incoming, from: turn.incoming.from, text: turn.incoming.text };
  const { task, hasQuestion } = changed;
  if (hasQuestion) {
    await deps.store.commit({ question: { threadKey: threadKey(threadOf(revised)), value: null } });
    return handleText({ ...turn, incoming: revised }, deps);
  }
  if (task === undefined)
    return followUp({ ...turn, incoming: revised }, await taskOfReply(revised, deps), deps);
  if (isUntouched(task)) return replace({ ...turn, incoming: revised }, task, deps);
  return followUp({ ...turn, incoming: revised }, task, deps);
}

async function taskOfReply(incoming: IncomingMessage, deps: ConversationDeps): Promise<Task | undefined> {
  return incoming.thread === undefined ? undefined : deps.store.tasks.ofThread(threadKey(incoming));
}

async function replace(turn: Turn<IncomingMessage>, task: Task, deps: ConversationDeps): Promise<void> {
  const event = {
    type: "task.cancelled",
    by: nameOf(turn.incoming),
    reason: "the request was edited",
  } as const;
  const step = await applyPlanEvent({ taskId: task.id, event }, deps);
  // An agent was quicker: then the edit comes too late to replace anything.
  if (step !== undefined && step.advance.refused === undefined) return handleText(turn, deps);
  // This very edit took it back before a crash.
  if (step?.task.state === "cancelled") return handleText(turn, deps);
  return followUp(turn, step?.task, deps);
}

async function followUp(
  turn: Turn<IncomingMessage>,
  task: Task | undefined,
  deps: ConversationDeps,
): Promise<void> {
  if (task === undefined || isTerminal(task.state)) return settle(turn, deps);
  const text = `I have seen your edit: it is kept with **${task.id}**, which has begun already.`;
  const event = { type: "task.follow_up", taskId: task.id, messageKey: turn.key } as const;
  await sayInThread(turn, { text }, deps, [event]);
}
