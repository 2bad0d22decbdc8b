import { actorOf } from "../../permissions/actor-of.ts";
import type { Incoming } from "../../chat/messages.ts";
import type { Escalation } from "../../escalations/escalation.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { isRequester } from "../may-steer.ts";

type Said = Pick<Incoming, "platform" | "from">;

export const NOT_ASKED =
  "Only those who are asked can do that, whoever asked for the task, or somebody with the permission `command`.";

/** Those asked, the owner, whoever raised it or asked for its task, and people with the permission `command`. */
export async function mayAct(said: Said, escalation: Escalation, deps: ConversationDeps): Promise<boolean> {
  const actor = actorOf(said);
  if (deps.permissions.may(actor, "command")) return true;
  const person = deps.people.of(actor);
  const { askedOf, owner, raisedBy, taskId } = escalation;
  if ([...askedOf, owner, raisedBy].includes(person)) return true;
  const task = taskId === undefined ? undefined : await deps.store.tasks.get(taskId);
  return task !== undefined && isRequester(said, task, deps);
}
