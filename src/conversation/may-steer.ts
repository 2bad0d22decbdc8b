import type { Incoming } from "../chat/messages.ts";
import type { Task } from "../tasks/task.ts";
import type { ConversationDeps } from "./conversation-deps.ts";

type Said = Pick<Incoming, "platform" | "from">;

export function isRequester({ platform, from }: Said, task: Task): boolean {
  return task.source.platform === platform && task.requester.id === from.id;
}

/** Whoever asked for a task may steer it; for others' tasks it takes the permission `command`. */
export function maySteer(said: Said, task: Task, { permissions }: ConversationDeps): boolean {
  const { platform, from } = said;
  return isRequester(said, task) || permissions.may({ platform, userId: from.id }, "command");
}

/** Stages are approved by people with the permission `approve`; where nobody has it, by whoever asked for the task. */
export function mayApprove(said: Said, task: Task, { permissions, hasApprovers }: ConversationDeps): boolean {
  const { platform, from } = said;
  if (permissions.may({ platform, userId: from.id }, "approve")) return true;
  return !hasApprovers && isRequester(said, task);
}

/** How people are called in what others read. */
export function nameOf({ from }: Said): string {
  return from.name ?? from.id;
}
