import { threadKey } from "../chat/message-key.ts";
import type { Incoming } from "../chat/messages.ts";
import type { InboxRecord } from "../inbox/inbox-record.ts";
import { echoOf } from "../mirrors/echo-message.ts";
import { isTerminal } from "../tasks/task.ts";
import { enqueueTask } from "../workflow/stage-flow.ts";
import { answer, threadOf } from "./answer.ts";
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
  const { incoming, round } = record;
  const actor = { platform: incoming.platform, userId: incoming.from.id };
  const turn = { key, round, incoming };
  if (!deps.permissions.may(actor, incoming.kind === "command" ? "command" : "use")) {
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
      if (!(await takeStandupEdit({ ...turn, incoming }, deps)))
        await deps.store.commit({ inbox: { key: turn.key, state: "done" } });
      return;
    case "deletion":
    case "reaction":
      await deps.store.commit({ inbox: { key: turn.key, state: "done" } });
      return;
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
