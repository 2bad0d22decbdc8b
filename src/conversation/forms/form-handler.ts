import type { IncomingForm } from "../../chat/messages.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";

/** Takes in what somebody sent with a form. */
export interface FormHandler {
  /** What the id of the form begins with, before a colon: `escalate` for `escalate:T12`. */
  readonly prefix: string;
  /** What to tell whoever sent it. `context` is what follows the colon, empty where nothing does. */
  take(turn: Turn<IncomingForm>, context: string, deps: ConversationDeps): Promise<string>;
}
