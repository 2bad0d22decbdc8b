import { actorOf } from "../../permissions/actor-of.ts";
import type { Form, Incoming } from "../../chat/messages.ts";
import { allCommands } from "../commands/all-commands.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { askOpener } from "./ask-form.ts";
import { escalationOpener } from "./escalation-forms.ts";
import type { FormOpener } from "./form.ts";
import { rightAgentOpener } from "./right-agent-form.ts";
import { sendBackOpener } from "./send-back-form.ts";
import { settingsOpener } from "./settings-form.ts";
import { standupOpener } from "../standup/take-standup-press.ts";
import { taskOpeners } from "./task-forms.ts";

/** In order; the first that opens something does. */
const openers: readonly FormOpener[] = [
  askOpener,
  escalationOpener,
  standupOpener,
  ...taskOpeners,
  settingsOpener,
  rightAgentOpener,
  sendBackOpener,
];

/** Whoever may not do it is told so by the interaction itself, not after they have filled in a form. */
function may(incoming: Incoming, { permissions }: ConversationDeps): boolean {
  const actor = actorOf(incoming);
  if (incoming.kind !== "command") return permissions.may(actor, "use");
  const needs = allCommands.find(({ name }) => name === incoming.name.toLowerCase())?.needs;
  return permissions.may(actor, "command") && (needs === undefined || permissions.may(actor, needs));
}

/** The form that a command or a choice opens; undefined when it counts as it is. Reads only. */
export async function formFor(incoming: Incoming, deps: ConversationDeps): Promise<Form | undefined> {
  const opener = openers.find((each) => each.opens(incoming));
  return opener === undefined || !may(incoming, deps) ? undefined : opener.form(incoming, deps);
}
