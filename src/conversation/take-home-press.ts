import { HOME_PROMPT } from "../board/render-home.ts";
import type { IncomingChoice } from "../chat/messages.ts";
import { answer } from "./answer.ts";
import { catchUpFor } from "./commands/catch-up.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";

/** A press on one's home that opened no form; false when it is another choice. */
export async function takeHomePress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  const { prompt, value } = turn.incoming;
  if (prompt !== HOME_PROMPT) return false;
  if (value === "catchup") {
    const { text, also } = await catchUpFor(turn.incoming, deps);
    await answer(turn, { text }, deps.store, { ...also, isPrivate: true });
    return true;
  }
  const text =
    value === "settings"
      ? "`/settings` shows what you have set, and `/settings help` how to change it."
      : "Write what you need in your own words, or name an agent: `/ask debug why does it fail`.";
  await answer(turn, { text }, deps.store, { isPrivate: true });
  return true;
}
