import type { MentionTarget } from "../../../src/chat/messages.ts";

// oxlint-disable-next-line no-control-regex -- these are what it takes out
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu;

/** Without characters that hide, turn around or break a text; line breaks and tabs stay. */
export function toPlainCharacters(text: string): string {
  return text
    .replace(/\r\n?/gu, "\n")
    .replace(CONTROL, "")
    .replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** A text as Slack's `text` field takes it literally: nothing in it is markup. */
export function escapeText(text: string): string {
  return toPlainCharacters(text).replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
}

const IDS = { person: /^[UW][A-Z0-9]{2,}$/u, group: /^S[A-Z0-9]{2,}$/u } as const;

/** Those that are ids of Slack; whatever else is in the list mentions nobody. */
export function knownMentions(mentions: readonly MentionTarget[] = []): readonly MentionTarget[] {
  return mentions.filter(({ kind, id }) => IDS[kind].test(id));
}

/** Mentions as they stand before a text. */
export function mentionText(mentions: readonly MentionTarget[]): string {
  return mentions.map(({ kind, id }) => (kind === "person" ? `<@${id}> ` : `<!subteam^${id}> `)).join("");
}

function hostOf(text: string): string | undefined {
  const address = /^[a-z][a-z0-9+.-]*:/iu.test(text) ? text : `https://${text}`;
  return /^\S+\.\S+$/u.test(text) && URL.canParse(address) ? new URL(address).host : undefined;
}

/** The address of a link that may be one: web and mail, nothing that runs. */
export function safeAddress(address: string): string | undefined {
  if (!URL.canParse(address) || address.length > 3_000) return undefined;
  const { protocol, href } = new URL(address);
  return ["http:", "https:", "mailto:"].includes(protocol) ? href : undefined;
}

/** Whether the words of a link name another place than it leads to, or look like somebody. */
export function isMasked(label: string, address: string): boolean {
  const words = label
    .normalize("NFKC")
    .replace(/[\u200B-\u200F\u2060\uFEFF]/gu, "")
    .trim();
  if (/[@#!<]/u.test(words)) return true;
  const named = hostOf(words);
  return named !== undefined && named !== new URL(address).host;
}
