import type { IncomingForm } from "../../chat/messages.ts";
import { answer } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { askHandler } from "./ask-form.ts";
import type { FormHandler } from "./form.ts";
import { rightAgentHandler } from "./right-agent-form.ts";
import { sendBackHandler } from "./send-back-form.ts";
import { settingsHandler } from "./settings-form.ts";
import { taskHandlers } from "./task-forms.ts";

const formHandlers: readonly FormHandler[] = [
  askHandler,
  ...taskHandlers,
  settingsHandler,
  rightAgentHandler,
  sendBackHandler,
];

/** Somebody sent a form. */
export async function handleForm(turn: Turn<IncomingForm>, deps: ConversationDeps): Promise<void> {
  const { form } = turn.incoming;
  const handler = formHandlers.find(({ prefix }) => form === prefix || form.startsWith(`${prefix}:`));
  if (handler !== undefined) return handler.take(turn, deps);
  const text = `I no longer wait for the form "${form}". Start again with the command that opened it.`;
  return answer(turn, { text }, deps.store);
}
