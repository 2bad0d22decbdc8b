import type { IncomingForm } from "../../chat/messages.ts";
import { answerPrivately } from "../answer-privately.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { escalateForm, reassignForm, resolveForm, snoozeForm } from "./escalation-forms.ts";
import type { FormHandler } from "./form-handler.ts";

/** All forms that the bot waits for. */
const formHandlers: readonly FormHandler[] = [escalateForm, resolveForm, reassignForm, snoozeForm];

/** Somebody sent a form; the answer is for them alone. */
export async function handleForm(turn: Turn<IncomingForm>, deps: ConversationDeps): Promise<void> {
  const [prefix, ...context] = turn.incoming.form.split(":");
  const handler = formHandlers.find((each) => each.prefix === prefix);
  const text =
    handler === undefined
      ? `I no longer wait for the form "${turn.incoming.form}". Start again with the command that opened it.`
      : await handler.take(turn, context.join(":"), deps);
  await answerPrivately(turn, { text }, deps.store);
}
