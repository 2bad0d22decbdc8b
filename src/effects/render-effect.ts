import type { Choices, OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Task } from "../tasks/task.ts";
import { showInvisible } from "../text/show-invisible.ts";
import type { Effect } from "./effect.ts";

/** So much of a checksum is shown. */
export const HASH_CHARS = 12;

/** Comes back with the press on a choice; names the arguments that the card has shown. */
export function effectPrompt({ taskId, id, hash, attempt }: Effect): string {
  return `effect/${taskId}/${id}/${attempt}/${hash.slice(0, HASH_CHARS)}`;
}

export function parseEffectPrompt(
  prompt: string,
): { readonly taskId: string; readonly id: string } | undefined {
  const [, taskId, id] = /^effect\/(T\d+)\/(e\d+)\/\d+\/[0-9a-f]+$/u.exec(prompt) ?? [];
  return taskId === undefined || id === undefined ? undefined : { taskId, id };
}

/** Approve it or refuse it, in words that fit. */
export function choicesOf(effect: Effect, labels: readonly [string, string]): Choices {
  return {
    prompt: effectPrompt(effect),
    options: [
      { value: "approve", label: labels[0] },
      { value: "refuse", label: labels[1] },
    ],
  };
}

/** What may be said to an effect that waits for a person; for one that was cut off, whether it runs again. */
export function effectChoice(effect: Effect): Choices {
  return choicesOf(effect, effect.state === "unsure" ? ["Run it again", "Leave it"] : ["Approve", "Refuse"]);
}

/** What is said in the thread when an effect has come to an end, or needs a person once more. */
export function renderEffectNews(effect: Effect): OutgoingMessage {
  const { id, taskId, title, state, outcome } = effect;
  const what = `\`${id}\` of **${taskId}** (${title})`;
  const told = outcome === undefined ? "" : ` ${showInvisible(outcome.text)}`;
  switch (state) {
    case "done":
      return { text: `${what} is done.${told}${outcome?.url === undefined ? "" : ` ${outcome.url}`}` };
    case "unsure":
      return {
        text: `I do not know whether ${what} took place: it was cut off.${told} Please look. Run it again, or leave it as it is?`,
        choices: effectChoice(effect),
      };
    case "expired":
      return { text: `${what} has expired: nobody approved it in time. Nothing was done.` };
    case "refused":
      return { text: `${what} was refused. Nothing was done.` };
    case "withdrawn":
      return { text: `${what} is withdrawn: **${taskId}** was cancelled. Nothing was done.` };
    case "failed":
    case "proposed":
    case "approved":
    case "running":
      return { text: `${what} has failed.${told}` };
  }
}

/**
 * What is said about an effect in the thread of its task; the id follows from what is said. A question whether it took
 * place changes once it is answered.
 */
export function effectDelivery(task: Task, effect: Effect, message: OutgoingMessage): NewDelivery {
  const { id, state, attempt } = effect;
  const kind = state === "unsure" ? "live" : "post";
  return {
    id: `${task.sourceKey}.effect.${id}.${state}.${attempt}`,
    taskId: task.id,
    content: { kind, to: task.thread, message },
  };
}
