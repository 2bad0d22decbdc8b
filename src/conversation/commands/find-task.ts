import { threadKey } from "../../chat/message-key.ts";
import type { Task } from "../../tasks/task.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import type { CommandCall } from "./command.ts";

export interface NamedTask {
  readonly task: Task;
  /** What follows the task's number. */
  readonly rest: string;
}

/** The task that a command names, else that of its thread; a sentence for people when there is none. */
export async function findTask(
  { args, incoming }: CommandCall,
  deps: ConversationDeps,
): Promise<NamedTask | string> {
  const [, named, after = ""] = /^(T\d+)\b\s*([\s\S]*)$/iu.exec(args.trim()) ?? [];
  if (named !== undefined) {
    const task = await deps.store.tasks.get(named.toUpperCase());
    return task === undefined
      ? `I know no task ${named.toUpperCase()}. \`/tasks\` lists the recent ones.`
      : { task, rest: after.trim() };
  }
  const here =
    incoming.thread === undefined ? undefined : await deps.store.tasks.ofThread(threadKey(incoming));
  return here === undefined
    ? "Which task? Put its number after the command, such as `T12`."
    : { task: here, rest: args.trim() };
}
