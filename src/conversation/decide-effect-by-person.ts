import type { Incoming, IncomingChoice } from "../chat/messages.ts";
import { decideEffect } from "../effects/decide-effect.ts";
import { effectJob } from "../effects/effect-job.ts";
import { cardDelivery } from "../effects/effect-card.ts";
import { effectsOf, readEffect } from "../effects/effect-store.ts";
import { effectDelivery, effectPrompt, parseEffectPrompt } from "../effects/render-effect.ts";
import type { Effect } from "../effects/effect.ts";
import { actorOf } from "../permissions/actor-of.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { nameOf } from "./may-steer.ts";

const NOT_ALLOWED =
  "Approving what reaches beyond a worktree takes the permission `effects`. Whoever runs Switchyard names people under `permissions.effects`.";
const SETTLED = "That question is settled already.";

export interface EffectWord {
  readonly taskId: string;
  readonly id: string;
  readonly accepted: boolean;
  readonly reason: string;
  /** The prompt under which the choice was made: the card of another try or of other arguments does not count. */
  readonly prompt?: string;
}

type Said = Pick<Incoming, "platform" | "from"> & Partial<Pick<Incoming, "channel">>;

/** People only: an agent has no account, and an account that is called like one is nobody's. */
function mayDecide(said: Said, deps: ConversationDeps): boolean {
  return deps.agents().get(said.from.id) === undefined && deps.permissions.may(actorOf(said), "effects");
}

function told(effect: Effect, name: string): string {
  const what = `\`${effect.id}\` of **${effect.taskId}** (${effect.title})`;
  if (effect.state === "approved") return `${name} approved ${what}. It runs now.`;
  return effect.state === "refused"
    ? `${name} refused ${what}. Nothing was done.`
    : `${name} leaves ${what} as it is.`;
}

/** Lets a person's word count, with its entry in the log and a line in the thread; what to tell them. */
export async function decideByPerson(said: Said, word: EffectWord, deps: ConversationDeps): Promise<string> {
  if (!mayDecide(said, deps)) return NOT_ALLOWED;
  const { store, jobs, clock } = deps;
  const found = await readEffect(word, store);
  const task = await store.tasks.get(word.taskId);
  if (found === undefined || task === undefined)
    return `**${word.taskId}** has no \`${word.id}\`. \`/status ${word.taskId}\` shows where it stands.`;
  if (word.prompt !== undefined && word.prompt !== effectPrompt(found.effect)) return SETTLED;
  const name = nameOf(said);
  const decided = decideEffect(found, {
    accepted: word.accepted,
    by: `${said.platform}:${said.from.id}`,
    name,
    nowMs: clock.now(),
    reason: word.reason,
  });
  if (!decided.ok) return decided.why;
  const text = told(decided.effect, name);
  const news = effectDelivery(task, decided.effect, { text });
  // What asked for a word changes, since its buttons would do nothing any more.
  const asked =
    found.effect.state === "proposed"
      ? cardDelivery(task, decided.effect)
      : effectDelivery(task, found.effect, { text });
  const written = await store.commit({ ...decided.changes, deliveries: [asked, news] });
  if (written === "conflict") return SETTLED;
  // Lost between these two lines, the clockwork adds it.
  if (decided.effect.state === "approved") await jobs.add(effectJob(decided.effect));
  return text;
}

/** Somebody pressed a choice under the card of an effect; false when the choice is another one. */
export async function takeEffectPress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  const { prompt, value } = turn.incoming;
  const named = parseEffectPrompt(prompt);
  if (named === undefined) return false;
  const isKnown = value === "approve" || value === "refuse";
  const word = { ...named, accepted: value === "approve", reason: "", prompt };
  const text = isKnown ? await decideByPerson(turn.incoming, word, deps) : SETTLED;
  await answer(turn, { text }, deps.store);
  return true;
}

/** `e1 reason` after the number of a task; undefined when no effect is meant. */
export function readEffectWord(rest: string): { readonly id: string; readonly reason: string } | undefined {
  const [, id, reason = ""] = /^(e\d+)\b\s*([\s\S]*)$/iu.exec(rest.trim()) ?? [];
  return id === undefined ? undefined : { id: id.toLowerCase(), reason: reason.trim() };
}

/** The effects of a task that wait for a person, one a line. */
export async function waitingEffects(taskId: string, { store }: ConversationDeps): Promise<string[]> {
  const all = (await effectsOf(taskId, store)).map(({ effect }) => effect);
  return all
    .filter(({ state }) => state === "proposed" || state === "unsure")
    .map(({ id, title }) => `\`/approve ${taskId} ${id}\`: ${title}`);
}
