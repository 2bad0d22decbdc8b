import { createHash } from "node:crypto";
import type { MentionTarget, OutgoingFile, OutgoingMessage } from "../../src/chat/messages.ts";
import { createCustomIds } from "./custom-id.ts";
import type { LongId } from "./custom-id.ts";
import { takeWhole } from "./cut-text.ts";
import { LIMITS } from "./limits.ts";
import type { AllowedMentions, MessageBody } from "./limits.ts";
import { renderChoices } from "./render-choices.ts";
import { toDiscordText } from "./render-text.ts";
import { splitText } from "./split-text.ts";

/** A message of Discord's that is part of what the bot says. */
export interface Part {
  readonly body: MessageBody;
  readonly files: readonly OutgoingFile[];
}

export interface RenderedMessage {
  /** In order; at least one. Choices and files are on the last. */
  readonly parts: readonly [Part, ...Part[]];
  readonly longIds: readonly LongId[];
}

/** More messages in a row push everything else out of sight; a longer text comes as a file. */
const MAX_PARTS = 4;
const FILE_NOTE = "*The whole text is in the file.*";

/** What a message looks like on Discord; every body is within the limits. */
export function renderMessage(message: OutgoingMessage, maxParts: number = MAX_PARTS): RenderedMessage {
  const longIds: LongId[] = [];
  const whole = mentionsIn(message.mentions) + toDiscordText(message.text);
  const { texts, extra } = textsOf(whole, message.text, maxParts);
  const { files, note } = fittingFiles([...(message.files ?? []), ...extra]);
  const all = note === "" ? texts : [...texts.slice(0, -1), ...splitText(`${texts.at(-1) ?? ""}\n${note}`)];
  const allowed = allowedMentions(message.mentions);
  const last = all.length - 1;
  const parts = all.map((content, at): Part => ({
    body: {
      content,
      allowed_mentions: allowed,
      // An update with none must take off what was there before.
      components:
        at === last && message.choices !== undefined
          ? renderChoices(message.choices, createCustomIds(longIds))
          : [],
    },
    files: at === last ? files : [],
  }));
  const [first = blankPart(allowed, files), ...rest] = parts;
  return { parts: [first, ...rest], longIds };
}

function blankPart(allowed: AllowedMentions, files: readonly OutgoingFile[]): Part {
  return { body: { content: "…", allowed_mentions: allowed, components: [] }, files };
}

/** Long texts become several messages, and very long ones a beginning with the whole as a file. */
function textsOf(
  text: string,
  original: string,
  maxParts: number,
): { readonly texts: readonly string[]; readonly extra: readonly OutgoingFile[] } {
  const texts = splitText(text);
  if (texts.length === 0) return { texts: ["…"], extra: [] };
  if (texts.length <= maxParts) return { texts, extra: [] };
  const [beginning = ""] = splitText(text, LIMITS.content - FILE_NOTE.length - 2);
  const file = { name: "answer.md", mediaType: "text/markdown", content: original };
  return { texts: [`${beginning}\n\n${FILE_NOTE}`], extra: [file] };
}

function sizeOf({ content, encoding }: OutgoingFile): number {
  return encoding === "base64" ? Math.ceil((content.length * 3) / 4) : Buffer.byteLength(content);
}

/** Files that Discord takes with one message, and a line that names the others. */
function fittingFiles(all: readonly OutgoingFile[]): { files: OutgoingFile[]; note: string } {
  const files: OutgoingFile[] = [];
  const left: string[] = [];
  let total = 0;
  for (const file of all) {
    const size = sizeOf(file);
    if (files.length < LIMITS.files && total + size <= LIMITS.fileBytes) {
      files.push(file);
      total += size;
    } else left.push(takeWhole(file.name, 80));
  }
  const names = left.slice(0, 5).join(", ");
  return { files, note: left.length === 0 ? "" : `*Too large for Discord, left out: ${names}*` };
}

/** Whose bells ring, written out; the text itself rings none. */
function mentionsIn(mentions: readonly MentionTarget[] = []): string {
  const known = mentions.filter(({ id }) => /^\d{1,20}$/u.test(id)).slice(0, 40);
  const marks = known.map(({ kind, id }) => (kind === "person" ? `<@${id}>` : `<@&${id}>`));
  return marks.length === 0 ? "" : `${marks.join(" ")} `;
}

function allowedMentions(mentions: readonly MentionTarget[] = []): AllowedMentions {
  const idsOf = (kind: MentionTarget["kind"]): string[] => [
    ...new Set(
      mentions.filter((each) => each.kind === kind && /^\d{1,20}$/u.test(each.id)).map(({ id }) => id),
    ),
  ];
  const users = idsOf("person").slice(0, 40);
  const roles = idsOf("group").slice(0, 40);
  return {
    parse: [],
    ...(users.length === 0 ? {} : { users }),
    ...(roles.length === 0 ? {} : { roles }),
    replied_user: false,
  };
}

/**
 * The nonce of a part: the same for every try of a delivery, so that Discord makes no second message of it. The last
 * part has a mark of its own, so that finding it means that all are there.
 */
export function nonceOf(deliveryId: string, part: number | "last"): string {
  return createHash("sha256").update(`${deliveryId}\u001f${part}`).digest("base64url").slice(0, 24);
}
