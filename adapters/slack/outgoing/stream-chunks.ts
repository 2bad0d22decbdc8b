import { createHash } from "node:crypto";
import type { AnyChunk } from "@slack/web-api";
import type { Choices, WorkProgress } from "../../../src/chat/messages.ts";
import { neutraliseMentions } from "../../../src/chat/neutralise-mentions.ts";
import { choiceBlocks } from "./choice-blocks.ts";
import { cut, LIMITS } from "./limits.ts";
import { toKnownBlocks } from "./post-message.ts";
import { toPlainCharacters } from "./safe-text.ts";

/** A stream takes no metadata; what its buttons are in is called by this, so that it is found by its delivery. */
export function streamMark(deliveryId: string): string {
  return `stream.${createHash("sha256").update(deliveryId).digest("hex").slice(0, 32)}`;
}

/** One line that is no markup, whether Slack takes it for plain text, for its own markup or for Markdown. */
function titleOf(text: string): string {
  const line = cut(toPlainCharacters(text).replace(/\s+/gu, " ").trim(), LIMITS.taskTitle / 2);
  const inert = neutraliseMentions(line.replace(/<(?!\u2060)|\](?=\()/gu, "$&\u2060"));
  return inert === "" ? "…" : inert;
}

/** So many cards it would be with the one that is being worked on. */
export function cardsOf({ earlier, steps }: WorkProgress): number {
  return earlier + steps.length + 1;
}

/**
 * What went on as cards, from the step with this number on. A card that Slack has already is replaced, so that sending
 * the same twice shows it once.
 */
export function progressChunks(progress: WorkProgress, from: number): AnyChunk[] {
  const { title, earlier, steps, now } = progress;
  const done = steps.map(({ text, isError }, index): AnyChunk => ({
    type: "task_update",
    id: `step.${earlier + index}`,
    title: titleOf(text),
    status: isError ? "error" : "complete",
  }));
  return [
    { type: "plan_update", title: titleOf(title) },
    ...done.slice(Math.max(0, from - earlier)),
    {
      type: "task_update",
      id: `step.${earlier + steps.length}`,
      title: titleOf(now ?? "…"),
      status: "in_progress",
    },
  ];
}

/** How a stream begins: with its buttons, which carry the mark. */
export function firstChunks(progress: WorkProgress, choices: Choices, deliveryId: string): AnyChunk[] {
  const [buttons] = choiceBlocks(choices);
  const blocks = buttons === undefined ? [] : [{ ...buttons, block_id: streamMark(deliveryId) }];
  return [...progressChunks(progress, 0), { type: "blocks", blocks: toKnownBlocks(blocks) }];
}
