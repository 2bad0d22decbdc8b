import type { Incoming } from "../chat/messages.ts";
import type { Task } from "../tasks/task.ts";
import type { ConversationDeps } from "./conversation-deps.ts";

type Said = Pick<Incoming, "platform" | "from">;

/** Whoever asked for the task, whichever of their accounts they use now. */
export function isRequester(
  { platform, from }: Said,
  { source, requester }: Task,
  { people }: Pick<ConversationDeps, "people">,
): boolean {
  const asker = people.of({ platform: source.platform, userId: requester.id });
  return people.of({ platform, userId: from.id }) === asker;
}

/** Whoever asked for a task may steer it; for others' tasks it takes the permission `command`. */
export function maySteer(said: Said, task: Task, deps: ConversationDeps): boolean {
  const { platform, from } = said;
  const { permissions } = deps;
  return isRequester(said, task, deps) || permissions.may({ platform, userId: from.id }, "command");
}

/** Stages are approved by people with the permission `approve`; where nobody has it, by whoever asked for the task. */
export function mayApprove(said: Said, task: Task, deps: ConversationDeps): boolean {
  const { platform, from } = said;
  const { permissions, hasApprovers } = deps;
  if (permissions.may({ platform, userId: from.id }, "approve")) return true;
  return !hasApprovers && isRequester(said, task, deps);
}

/** How people are called in what others read. */
export function nameOf({ from }: Said): string {
  return from.name ?? from.id;
}
