import type { IncomingChoice } from "../../chat/messages.ts";
import { idsOfDigest, parseDigestPrompt } from "../../escalations/digest.ts";
import { nameOfEscalation } from "../../escalations/escalation.ts";
import { parseEscalationPrompt } from "../../escalations/render-escalation.ts";
import { answer } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { actByPerson } from "./act-by-person.ts";
import type { Wish } from "./act-by-person.ts";

/** What a press wishes for; what needs words is asked for by a form, or else by the answer. */
function wishOf(value: string): Wish | undefined {
  switch (value) {
    case "ack":
    case "take":
    case "raise":
    case "convene":
      return { kind: value };
    case "snooze":
      return { kind: "snooze", time: "" };
    case "resolve":
      return { kind: "resolve", cause: "" };
    case "reassign":
      return { kind: "reassign", to: "" };
    default:
      return undefined;
  }
}

const OLD = "That choice is from an older version. `/escalations` lists what is open.";
const NONE_LEFT = "Nothing of that is open any more. `/escalations` lists what is.";

/** The same for all of a digest that nobody has taken yet; one line for all that worked, and each that did not. */
async function actOnAll(
  turn: Turn<IncomingChoice>,
  ids: readonly string[],
  deps: ConversationDeps,
): Promise<string> {
  const wish = wishOf(turn.incoming.value);
  if (wish === undefined || !["ack", "take", "snooze"].includes(wish.kind)) return OLD;
  const answers: string[] = [];
  for (const id of ids) {
    const found = await deps.escalations?.book.find(id);
    if (found?.state !== "open") continue;
    answers.push(await actByPerson(turn.incoming, { name: nameOfEscalation(found), wish }, deps));
  }
  return answers.length === 0 ? NONE_LEFT : answers.join("\n");
}

/** A press under the card of an escalation, or under a digest of many; false when it is another choice. */
export async function takeEscalationPress(
  turn: Turn<IncomingChoice>,
  deps: ConversationDeps,
): Promise<boolean> {
  const { prompt, value } = turn.incoming;
  const digest = parseDigestPrompt(prompt);
  if (digest !== undefined) {
    const ids = await idsOfDigest(digest, deps.store);
    await answer(turn, { text: await actOnAll(turn, ids, deps) }, deps.store, { isPrivate: true });
    return true;
  }
  const name = parseEscalationPrompt(prompt);
  if (name === undefined) return false;
  const wish = wishOf(value);
  const text = wish === undefined ? OLD : await actByPerson(turn.incoming, { name, wish }, deps);
  await answer(turn, { text }, deps.store, { isPrivate: true });
  return true;
}
