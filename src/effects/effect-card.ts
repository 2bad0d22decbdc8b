import type { OutgoingFile, OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Task } from "../tasks/task.ts";
import { redactSecrets } from "../workspace/redact-secrets.ts";
import { codeBlock } from "../text/code-block.ts";
import type { Effect } from "./effect.ts";
import { canonicalJson } from "./hash-arguments.ts";
import { choicesOf, HASH_CHARS } from "./render-effect.ts";
import { showInvisible } from "../text/show-invisible.ts";

const MAX_INLINE = 1_500;

function isLong(text: string): boolean {
  return text.length > MAX_INLINE;
}

interface Shown {
  readonly lines: readonly string[];
  readonly files: readonly OutgoingFile[];
}

/** The arguments and the diff, in the text or, where they are long, as files. */
function shownArguments({ id, taskId, args, diff }: Effect): Shown {
  const argsText = showInvisible(canonicalJson(args, 2));
  const diffText = diff === undefined ? undefined : showInvisible(redactSecrets(diff, { holdsKey: false }));
  const [argsFile, diffFile] = [`${taskId}-${id}.json`, `${taskId}-${id}.diff`];
  const longDiff = diffText !== undefined && isLong(diffText);
  return {
    lines: [
      isLong(argsText) ? `Its arguments are in \`${argsFile}\`.` : codeBlock("json", argsText),
      ...(diffText === undefined
        ? []
        : [longDiff ? `The change is in \`${diffFile}\`.` : codeBlock("diff", diffText)]),
    ],
    files: [
      ...(isLong(argsText) ? [{ name: argsFile, mediaType: "application/json", content: argsText }] : []),
      ...(longDiff ? [{ name: diffFile, mediaType: "text/x-diff", content: diffText }] : []),
    ],
  };
}

/** What became of a proposal, for the card that it was on. */
function settledText({ state, decision, taskId }: Effect): string {
  const by = decision === undefined ? "" : ` by ${decision.name}`;
  if (state === "refused") return `Refused${by}. Nothing was done.`;
  if (state === "expired") return "Expired: nobody approved it in time. Nothing was done.";
  if (state === "withdrawn") return `Withdrawn: **${taskId}** was cancelled. Nothing was done.`;
  return `Approved${by}.`;
}

/** The card: who asks for what, exactly what will run, the diff, what it costs, and how to decide; then what was decided. */
export function renderCard(effect: Effect): OutgoingMessage {
  const { id, taskId, tool, title, proposedBy, expiresMs, hash, cost, state } = effect;
  const { lines, files } = shownArguments(effect);
  const isOpen = state === "proposed";
  const until = new Date(expiresMs).toISOString().slice(0, 16).replace("T", " ");
  const verb = isOpen ? "asks" : "asked";
  const hope = isOpen
    ? "Nothing has happened yet. On approval exactly this runs"
    : `${settledText(effect)} It was this`;
  const text = [
    `**${proposedBy}** ${verb} to **${title}** (\`${id}\` of **${taskId}**). ${hope}: \`${tool}\` with`,
    ...lines,
    ...(cost === undefined ? [] : [`It costs about ${cost.amount.toFixed(2)} ${cost.currency}.`]),
    isOpen
      ? `\`/approve ${taskId} ${id}\` or \`/refuse ${taskId} ${id} reason\`, until ${until} UTC. Checksum \`${hash.slice(0, HASH_CHARS)}\`.`
      : `Checksum \`${hash.slice(0, HASH_CHARS)}\`.`,
  ].join("\n");
  // The files are under the card since it was posted.
  if (!isOpen) return { text };
  return {
    text,
    choices: choicesOf(effect, ["Approve", "Refuse"]),
    ...(files.length === 0 ? {} : { files: [...files] }),
  };
}

/** The card in the thread of its task: one message, which changes once the proposal is settled. */
export function cardDelivery(task: Pick<Task, "id" | "sourceKey" | "thread">, effect: Effect): NewDelivery {
  return {
    id: `${task.sourceKey}.effect.${effect.id}.card`,
    taskId: task.id,
    content: { kind: "live", to: task.thread, message: renderCard(effect) },
  };
}
