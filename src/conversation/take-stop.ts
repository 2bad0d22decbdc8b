import type { IncomingChoice, IncomingMessage } from "../chat/messages.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { endTurn } from "./end-turn.ts";
import { stopTask } from "./verbs/end-task.ts";

const STOP_PROMPT = /^stop\.(T\d+)\.r(\d+)$/u;
const STOP_WORD = /^(?:please )?stop(?: it| that| now| please)?[.!]*$/iu;

async function stop(turn: Turn, task: Task, deps: ConversationDeps): Promise<void> {
  const { isDone, text } = await stopTask({ task, said: turn.incoming }, deps);
  if (!isDone) return answer(turn, { text }, deps.store);
  return endTurn(turn, { taskId: task.id, message: { text } }, deps.store);
}

/** A press of Stop under an agent at work; false when it is another choice. */
export async function takeStopPress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  const match = STOP_PROMPT.exec(turn.incoming.prompt);
  if (match === null) return false;
  const [, taskId = "", round] = match;
  const task = await deps.store.tasks.get(taskId);
  if (task === undefined) await answer(turn, { text: `I know no task ${taskId} any more.` }, deps.store);
  else if (isTerminal(task.state) || task.round !== Number(round))
    await answer(turn, { text: `**${taskId}** is over already.` }, deps.store);
  else await stop(turn, task, deps);
  return true;
}

/** "stop" as a reply in the thread of a running task; false when the text is something else. */
export async function takeTypedStop(
  turn: Turn<IncomingMessage>,
  task: Task | undefined,
  deps: ConversationDeps,
): Promise<boolean> {
  if (task === undefined || isTerminal(task.state) || !STOP_WORD.test(turn.incoming.text.trim()))
    return false;
  await stop(turn, task, deps);
  return true;
}
