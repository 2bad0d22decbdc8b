import type { Choices, OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Task } from "../tasks/task.ts";
import { redactSecrets } from "../workspace/redact-secrets.ts";
import type { Effect } from "./effect.ts";
import { canonicalJson } from "./hash-arguments.ts";

const MAX_INLINE = 1_500;
const HASH_CHARS = 12;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Characters that are not seen, or that turn around what is: shown by their code, so that a card hides nothing. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === "\n" || character === "\t"
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A block that nothing in the text can end. */
function block(language: string, text: string): string {
  const runs = [...text.matchAll(/`+/gu)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}${language}\n${text.replace(/\n$/u, "")}\n${fence}`;
}

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

function choicesOf(effect: Effect, labels: readonly [string, string]): Choices {
  return {
    prompt: effectPrompt(effect),
    options: [
      { value: "approve", label: labels[0] },
      { value: "refuse", label: labels[1] },
    ],
  };
}

function isLong(text: string): boolean {
  return text.length > MAX_INLINE;
}

/** What may be said to an effect that waits for a person; for one that was cut off, whether it runs again. */
export function effectChoice(effect: Effect): Choices {
  return choicesOf(effect, effect.state === "unsure" ? ["Run it again", "Leave it"] : ["Approve", "Refuse"]);
}

/** The card: who asks for what, exactly what will run, the diff, and how to decide. */
export function renderProposal(effect: Effect): OutgoingMessage {
  const { id, taskId, tool, title, proposedBy, expiresMs, hash } = effect;
  const args = showInvisible(canonicalJson(effect.args, 2));
  const diff =
    effect.diff === undefined ? undefined : showInvisible(redactSecrets(effect.diff, { holdsKey: false }));
  const until = new Date(expiresMs).toISOString().slice(0, 16).replace("T", " ");
  const files = [
    ...(isLong(args) ? [{ name: `${taskId}-${id}.json`, mediaType: "application/json", content: args }] : []),
    ...(diff !== undefined && isLong(diff)
      ? [{ name: `${taskId}-${id}.diff`, mediaType: "text/x-diff", content: diff }]
      : []),
  ];
  const shownArgs = isLong(args) ? `Its arguments are in \`${taskId}-${id}.json\`.` : block("json", args);
  const shownDiff =
    diff === undefined
      ? []
      : [isLong(diff) ? `The change is in \`${taskId}-${id}.diff\`.` : block("diff", diff)];
  const text = [
    `**${proposedBy}** asks to **${title}** (\`${id}\` of **${taskId}**). Nothing has happened yet. On approval exactly this runs: \`${tool}\` with`,
    shownArgs,
    ...shownDiff,
    `\`/approve ${taskId} ${id}\` or \`/refuse ${taskId} ${id} reason\`, until ${until} UTC. Checksum \`${hash.slice(0, HASH_CHARS)}\`.`,
  ].join("\n");
  return {
    text,
    choices: effectChoice(effect),
    ...(files.length === 0 ? {} : { files }),
  };
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
    case "failed":
    case "proposed":
    case "approved":
    case "running":
      return { text: `${what} has failed.${told}` };
  }
}

/** A post about an effect in the thread of its task; the id follows from what is said. */
export function effectDelivery(task: Task, effect: Effect, message: OutgoingMessage): NewDelivery {
  const { id, state, attempt } = effect;
  return {
    id: `${task.sourceKey}.effect.${id}.${state}.${attempt}`,
    taskId: task.id,
    content: { kind: "post", to: task.thread, message },
  };
}
