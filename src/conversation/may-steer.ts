import type { Incoming } from "../chat/messages.ts";
import { actorOf } from "../permissions/actor-of.ts";
import type { Task } from "../tasks/task.ts";
import type { ConversationDeps } from "./conversation-deps.ts";

type Said = Pick<Incoming, "platform" | "from"> & Partial<Pick<Incoming, "channel">>;

export function isRequester({ platform, from }: Said, task: Task): boolean {
  return task.source.platform === platform && task.requester.id === from.id;
}

/** Whoever asked for a task may steer it; for others' tasks it takes the permission `command`. */
export function maySteer(said: Said, task: Task, { permissions }: ConversationDeps): boolean {
  return isRequester(said, task) || permissions.may(actorOf(said), "command");
}

/** Stages are approved by people with the permission `approve`; where nobody has it, by whoever asked for the task. */
export function mayApprove(said: Said, task: Task, { permissions, hasApprovers }: ConversationDeps): boolean {
  if (permissions.may(actorOf(said), "approve")) return true;
  return !hasApprovers && isRequester(said, task);
}

/** How people are called in what others read. */
export function nameOf({ from }: Said): string {
  return from.name ?? from.id;
}
