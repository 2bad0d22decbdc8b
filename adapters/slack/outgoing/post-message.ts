import type { KnownBlock } from "@slack/web-api";
import { BotError } from "../../../src/errors.ts";
import type { RenderedMessage } from "./render-message.ts";
import type { SlackCalls } from "./slack-call.ts";
import type { SlackBlock } from "./slack-blocks.ts";
import { meaningOf } from "./slack-errors.ts";

/** What Slack keeps with a message of ours, so that it is found when its answer was lost. */
export const DELIVERY_EVENT = "switchyard_delivery";

/** Never read as markup, never unfurled. */
export const QUIET = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** What goes out: with blocks, or with an empty list of them, which takes off those that were there. */
export interface SlackContent {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Checked blocks as Slack's client takes them; its types insist on arrays that may change. */
export function toKnownBlocks(blocks: readonly SlackBlock[]): KnownBlock[] {
  return blocks as unknown as KnownBlock[];
}

function contentOf({ text, blocks = [] }: RenderedMessage): SlackContent {
  return { text, blocks: toKnownBlocks(blocks) };
}

export interface SendingDeps {
  readonly calls: SlackCalls;
  /** Blocks were refused although they passed our own check: worth a look. */
  readonly onRefusedBlocks: (doing: string, error: unknown) => void;
}

/** Sends a message; where Slack does not take its blocks, its text alone. */
export async function withFallback<T>(
  { onRefusedBlocks }: SendingDeps,
  { doing, rendered }: { readonly doing: string; readonly rendered: RenderedMessage },
  send: (content: SlackContent) => Promise<T>,
): Promise<T> {
  try {
    return await send(contentOf(rendered));
  } catch (error) {
    const isFormat = error instanceof BotError && meaningOf(error.cause) === "format";
    if (!isFormat || rendered.blocks === undefined) throw error;
    onRefusedBlocks(doing, error);
    return send({ text: rendered.text, blocks: [] });
  }
}
