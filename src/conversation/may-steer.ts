import type { Incoming } from "../chat/messages.ts";
import { actorOf } from "../permissions/actor-of.ts";
import type { Task } from "../tasks/task.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { requesterOf } from "../people/requester-of.ts";

type Said = Pick<Incoming, "platform" | "from"> & Partial<Pick<Incoming, "channel">>;

/** Whoever asked for the task, whichever of their accounts they use now. */
export function isRequester(
  { platform, from }: Said,
  task: Task,
  { people }: Pick<ConversationDeps, "people">,
): boolean {
  return people.of({ platform, userId: from.id }) === requesterOf(task, people);
}

/** Whoever asked for a task may steer it; for others' tasks it takes the permission `command`. */
export function maySteer(said: Said, task: Task, deps: ConversationDeps): boolean {
  return isRequester(said, task, deps) || deps.permissions.may(actorOf(said), "command");
}

/** Stages are approved by people with the permission `approve`; where nobody has it, by whoever asked for the task. */
export function mayApprove(said: Said, task: Task, deps: ConversationDeps): boolean {
  if (deps.permissions.may(actorOf(said), "approve")) return true;
  return !deps.hasApprovers && isRequester(said, task, deps);
}

/** How people are called in what others read. */
export function nameOf({ from }: Said): string {
  return from.name ?? from.id;
}
