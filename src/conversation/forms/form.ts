import type { Form, Incoming, IncomingForm } from "../../chat/messages.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";

/** Something that opens a form: a command without its arguments, or a choice that needs words. */
export interface FormOpener {
  opens(incoming: Incoming): boolean;
  /** Reads only, and within a second: platforms wait. Undefined: there is nothing to ask, so the interaction counts as it is. */
  form(incoming: Incoming, deps: ConversationDeps): Promise<Form | undefined>;
}

/** What is done with a form that came back. Its id is `prefix`, or `prefix:context` such as `escalate:T12`. */
export interface FormHandler {
  readonly prefix: string;
  /** Answers, in one write; running it twice is harmless. */
  take(turn: Turn<IncomingForm>, deps: ConversationDeps): Promise<void>;
}

/** What follows the prefix in a form's id; empty where nothing does. */
export function contextOf(formId: string): string {
  const at = formId.indexOf(":");
  return at === -1 ? "" : formId.slice(at + 1);
}

/** Whether it is a command of this name with nothing after it, or nothing but a task's number. */
export function isWithoutWords(incoming: Incoming, name: string): boolean {
  if (incoming.kind !== "command" || incoming.name.toLowerCase() !== name) return false;
  return /^(?:T\d+)?$/iu.test(incoming.args.trim());
}
