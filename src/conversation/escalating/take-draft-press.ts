import { actorOf } from "../../permissions/actor-of.ts";
import type { IncomingChoice } from "../../chat/messages.ts";
import { parseDraftPrompt } from "../../emergency/render-emergency.ts";
import { answer } from "../answer.ts";
import { calledBy } from "../called-by.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { NO_ESCALATIONS } from "./escalation-tools.ts";

const NOT_ALLOWED = "Approving a message to customers takes the permission `approve`.";

/** Where nobody has the permission, whoever leads the emergency decides. */
async function decide({ incoming }: Turn<IncomingChoice>, deps: ConversationDeps): Promise<string> {
  const { escalations: tools, permissions, hasApprovers } = deps;
  const named = parseDraftPrompt(incoming.prompt);
  if (tools === undefined || named === undefined) return NO_ESCALATIONS;
  const actor = actorOf(incoming);
  const by = deps.people.of(actor);
  const lead = (await tools.emergencies.open()).find(({ id }) => id === named.id)?.roles.lead;
  if (!permissions.may(actor, "approve") && (hasApprovers || lead !== by)) return NOT_ALLOWED;
  const isApproved = incoming.value === "approve";
  const after = await tools.emergencies.act(named.id, {
    type: "draft_decided",
    by,
    ...calledBy(incoming),
    no: named.no,
    isApproved,
  });
  return after === undefined
    ? "That is decided already."
    : `Message ${named.no} is ${isApproved ? "approved" : "refused"}.`;
}

/** A press under a message to customers; false when it is another choice. */
export async function takeDraftPress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  if (parseDraftPrompt(turn.incoming.prompt) === undefined) return false;
  await answer(turn, { text: await decide(turn, deps) }, deps.store, { isPrivate: true });
  return true;
}
