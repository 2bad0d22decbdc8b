import type { OutgoingFile, OutgoingMessage } from "../../../src/chat/messages.ts";
import { choiceBlocks } from "./choice-blocks.ts";
import { LIMITS } from "./limits.ts";
import { markdownBlocks } from "./markdown-blocks.ts";
import { plainTextOf } from "./plain-text.ts";
import { escapeText, knownMentions, mentionText } from "./safe-text.ts";
import { MessageBlocks } from "./slack-blocks.ts";
import type { SlackBlock } from "./slack-blocks.ts";
import { splitMarkdown } from "./split-markdown.ts";

/** A message as Slack takes it. */
export interface RenderedMessage {
  /** For notifications, screen readers and clients without blocks; escaped. */
  readonly text: string;
  /** Absent where no blocks within Slack's limits can be made of it. */
  readonly blocks?: readonly SlackBlock[];
}

type Mentions = NonNullable<OutgoingMessage["mentions"]>;

function mentionElements(mentions: readonly Mentions[number][]) {
  return mentions.flatMap(({ kind, id }) => [
    kind === "person"
      ? { type: "user" as const, user_id: id }
      : { type: "usergroup" as const, usergroup_id: id },
    { type: "text" as const, text: " " },
  ]);
}

/** Puts those who are to be called before the first words. */
function withMentions(blocks: readonly SlackBlock[], mentions: readonly Mentions[number][]): SlackBlock[] {
  const elements = mentionElements(mentions);
  const [first, ...rest] = blocks;
  if (elements.length === 0) return [...blocks];
  const [part, ...parts] = first?.type === "rich_text" ? first.elements : [];
  if (first?.type !== "rich_text" || part?.type !== "rich_text_section")
    return [{ type: "rich_text", elements: [{ type: "rich_text_section", elements }] }, ...blocks];
  return [
    { ...first, elements: [{ ...part, elements: [...elements, ...part.elements] }, ...parts] },
    ...rest,
  ];
}

/** One message, whatever its length: `blocks` is missing where it does not fit. */
export function renderMessage(message: OutgoingMessage): RenderedMessage {
  const mentions = knownMentions(message.mentions);
  const text = mentionText(mentions) + escapeText(plainTextOf(message, LIMITS.text - 500));
  const choices = message.choices === undefined ? [] : choiceBlocks(message.choices);
  const blocks = [...withMentions(markdownBlocks(message.text), mentions), ...choices];
  const checked = MessageBlocks.safeParse(blocks);
  return checked.success ? { text, blocks: checked.data } : { text };
}

export interface FittingMessage {
  readonly message: RenderedMessage;
  /** All of the text, where the message shows only its beginning. */
  readonly whole?: OutgoingFile;
}

/** Of a text that goes into a file, so much is shown. */
const SHOWN = 1_500;

/** A message within Slack's limits; of a long one the beginning, and the whole of it as a file. */
export function fitMessage(message: OutgoingMessage): FittingMessage {
  const rendered = message.text.length <= LIMITS.message ? renderMessage(message) : undefined;
  if (rendered?.blocks !== undefined || (rendered !== undefined && message.text.length <= SHOWN))
    return { message: rendered };
  const [beginning = ""] = splitMarkdown(message.text, SHOWN);
  const text = `${beginning}\n\n*This is the beginning; all of it is in the file.*`;
  const whole = { name: "answer.md", mediaType: "text/markdown", content: message.text };
  return { message: renderMessage({ ...message, text }), whole };
}

/** A change of a message cannot bring a file along: it says that it is cut. */
export function fitUpdate(message: OutgoingMessage): RenderedMessage {
  const { message: rendered, whole } = fitMessage(message);
  if (whole === undefined) return rendered;
  const [beginning = ""] = splitMarkdown(message.text, SHOWN);
  return renderMessage({ ...message, text: `${beginning}\n\n*Cut: it became too long to be shown here.*` });
}
