import { threadKey } from "../chat/message-key.ts";
import type { Incoming } from "../chat/messages.ts";
import type { InboxRecord } from "../inbox/inbox-record.ts";
import { echoOf } from "../mirrors/echo-message.ts";
import { isTerminal } from "../tasks/task.ts";
import { enqueueTask } from "../workflow/stage-flow.ts";
import { actorOf } from "../permissions/actor-of.ts";
import { answer, threadOf } from "./answer.ts";
import { settle } from "./changes/find-changed.ts";
import { takeDeletion } from "./changes/take-deletion.ts";
import { takeEdit } from "./changes/take-edit.ts";
import { takeReaction } from "./changes/take-reaction.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { handleForm } from "./forms/handle-form.ts";
import { chosenMessageKey, handleChoice } from "./handle-choice.ts";
import { handleCommand } from "./handle-command.ts";
import { handleText } from "./handle-text.ts";
import { takeStandupEdit } from "./standup/take-standup-reply.ts";

/**
 * Takes one accepted message to its answer or its task. Safe to run again after a crash at any point: task id,
 * delivery ids and job ids all follow from the message.
 */
export async function processMessage(key: string, deps: ConversationDeps): Promise<void> {
  const record = await deps.store.inbox.get(key);
  if (record === undefined) return;
  if (record.state !== "received") {
    await resumeTask(record, deps);
    return;
  }
  const { round } = record;
  const incoming = await withSender(record.incoming, deps);
  const turn = { key, round, incoming };
  if (!deps.permissions.may(actorOf(incoming), incoming.kind === "command" ? "command" : "use")) {
    // Whoever only changes something of theirs, or reacts, has not asked for an answer.
    if (isChange(incoming)) return settle(turn, deps);
    await answer(
      turn,
      {
        text: "You are not on the list of people who may use me here. Whoever runs Switchyard can add you under `permissions`.",
      },
      deps.store,
    );
    return;
  }
  await dispatch(turn, deps);
}

function isChange({ kind }: Incoming): boolean {
  return kind === "edit" || kind === "deletion" || kind === "reaction";
}

/** What permissions depend on and the platform did not say with the event. */
async function withSender(incoming: Incoming, { whoIs }: ConversationDeps): Promise<Incoming> {
  return whoIs === undefined ? incoming : { ...incoming, from: await whoIs(incoming) };
}

async function dispatch(turn: Turn, deps: ConversationDeps): Promise<void> {
  const { incoming } = turn;
  if (deps.mirrors !== undefined && incoming.kind === "message") {
    const deliveries = await echoOf(turn.key, incoming, deps.store);
    if (deliveries.length > 0) await deps.store.commit({ deliveries });
  }
  switch (incoming.kind) {
    case "message":
      return handleText({ ...turn, incoming }, deps);
    case "choice":
      return handleChoice({ ...turn, incoming }, deps);
    case "command":
      return handleCommand({ ...turn, incoming }, deps);
    case "edit":
      if (await takeStandupEdit({ ...turn, incoming }, deps)) return;
      return takeEdit({ ...turn, incoming }, deps);
    case "deletion":
      return takeDeletion({ ...turn, incoming }, deps);
    case "reaction":
      return takeReaction({ ...turn, incoming }, deps);
    case "form":
      return handleForm({ ...turn, incoming }, deps);
  }
}

/** A crash between storing a task, or a correction in its thread, and adding its jobs ends here. */
async function resumeTask({ taskId: own, incoming }: InboxRecord, deps: ConversationDeps): Promise<void> {
  const taskId = own ?? (await chosenTaskId(incoming, deps));
  const task =
    taskId === undefined
      ? await deps.store.tasks.ofThread(threadKey(threadOf(incoming)))
      : await deps.store.tasks.get(taskId);
  if (task !== undefined && !isTerminal(task.state)) await enqueueTask(task, deps.jobs);
}

/** A choice opens the task of the message that the question was about. */
async function chosenTaskId(incoming: Incoming, deps: ConversationDeps): Promise<string | undefined> {
  const key = await chosenMessageKey(incoming, deps);
  return key === undefined ? undefined : (await deps.store.inbox.get(key))?.taskId;
}
