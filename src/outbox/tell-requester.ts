import type { FindObstacle } from "../chat/find-obstacle.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { Delivery } from "./delivery.ts";

export interface TellDeps {
  readonly store: Pick<Store, "tasks" | "commit">;
  readonly obstacleAt: FindObstacle;
}

/** The task of a thread that a message was meant for; undefined for what only echoes it elsewhere. */
async function taskAt(to: Conversation, { tasks }: TellDeps["store"]): Promise<Task | undefined> {
  const task = to.thread === undefined ? undefined : await tasks.ofThread(threadKey(to));
  const isOwn = task?.thread.channel === to.channel && task.thread.workspace === to.workspace;
  return isOwn && task.thread.platform === to.platform ? task : undefined;
}

/**
 * The bot may not post in the thread of a task: whoever asked for the task is told in direct messages where its answer
 * is, once for each task, however much of it could not be said and however often this is called.
 */
export async function tellRequester({ content }: Pick<Delivery, "content">, deps: TellDeps): Promise<void> {
  if (content.kind !== "post" && content.kind !== "live") return;
  const task = await taskAt(content.to, deps.store);
  if (task === undefined) return;
  const { platform, workspace } = task.thread;
  const why = (await deps.obstacleAt(task.thread)) ?? "I am not let in there.";
  const text = `**${task.id}** (${task.title}) has something to say that I cannot post where you asked for it. ${why} It is kept, and comes once I am let in; should it not, \`/retry all\` posts it. \`/status ${task.id}\` says here how far it is.`;
  const to = { platform, workspace, channel: `@${task.requester.id}` };
  const id = `${task.sourceKey}.shut`;
  await deps.store.commit({
    deliveries: [{ id, taskId: task.id, isLocal: true, content: { kind: "post", to, message: { text } } }],
  });
}
