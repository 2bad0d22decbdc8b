const LINK = /<(https?:[^|>\s]+|mailto:[^|>\s]+|tel:[^|>\s]+)(?:\|([^>]*))?>/gu;
const CHANNEL = /<#[A-Z0-9]+\|([^>]+)>/gu;
const NAMED_PERSON = /<@([A-Z0-9]+)\|[^>]*>/gu;
const SPECIAL = /<!(here|channel|everyone)(?:\|[^>]*)?>/gu;
const GROUP = /<!subteam\^[A-Z0-9]+(?:\|@?([^>]+))?>/gu;
const DATE = /<!date\^[^|>]*\|([^>]*)>/gu;

function linkText(_whole: string, url: string, label: string | undefined): string {
  const bare = url.replace(/^(?:mailto|tel):/u, "");
  return label === undefined || label === url || label === bare || url.endsWith(label)
    ? bare
    : `${label} (${bare})`;
}

/** Slack escapes these three and nothing else; the order matters, or `&amp;lt;` would become `<`. */
function unescape(text: string): string {
  return text.replace(/&lt;/gu, "<").replace(/&gt;/gu, ">").replace(/&amp;/gu, "&");
}

/**
 * What a person wrote, without Slack's markup: links as addresses, channels by name, the bot's own mention gone at the
 * beginning. Other people stay as `<@U…>`, which is how the core knows a person that a text names.
 */
export function toPlainText(text: string, botUserId: string | undefined): string {
  const mention = botUserId === undefined ? undefined : `<@${botUserId}>`;
  const unnamed = text.replace(NAMED_PERSON, "<@$1>");
  const meant = mention === undefined ? unnamed : dropMention(unnamed, mention);
  return unescape(
    meant
      .replace(LINK, linkText)
      .replace(CHANNEL, "#$1")
      .replace(SPECIAL, "@$1")
      .replace(GROUP, (_whole, name: string | undefined) => `@${name ?? "group"}`)
      .replace(DATE, "$1"),
  ).trim();
}

function dropMention(text: string, mention: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith(mention)) return trimmed.slice(mention.length).replace(/^[\s,:]+/u, "");
  return trimmed.split(mention).join(" ").replace(/ {2,}/gu, " ");
}

/** Whether a text mentions this person. */
export function mentions(text: string, userId: string | undefined): boolean {
  return userId !== undefined && new RegExp(`<@${userId}(?:\\|[^>]*)?>`, "u").test(text);
}
