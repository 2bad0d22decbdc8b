import type { IncomingForm } from "../../chat/messages.ts";
import { answer } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { standupFormHandler } from "../standup/take-standup-form.ts";

/** Takes the forms whose id begins with `prefix`. */
export interface FormHandler {
  readonly prefix: string;
  take(turn: Turn<IncomingForm>, deps: ConversationDeps): Promise<void>;
}

const formHandlers: readonly FormHandler[] = [standupFormHandler];

/** A form that somebody has sent. */
export async function handleForm(turn: Turn<IncomingForm>, deps: ConversationDeps): Promise<void> {
  const { form } = turn.incoming;
  const handler = formHandlers.find(({ prefix }) => form.startsWith(prefix));
  if (handler !== undefined) return handler.take(turn, deps);
  const text = `I no longer wait for the form "${form}". Start again with the command that opened it.`;
  await answer(turn, { text }, deps.store);
}
