/** Commands of Slack itself: it refuses an app that brings one of its own under such a name. */
const RESERVED: ReadonlySet<string> = new Set([
  "active",
  "apps",
  "archive",
  "away",
  "call",
  "collapse",
  "dm",
  "dnd",
  "expand",
  "feed",
  "huddle",
  "invite",
  "join",
  "kick",
  "leave",
  "me",
  "msg",
  "mute",
  "open",
  "prefs",
  "pro",
  "remind",
  "remove",
  "rename",
  "search",
  "shortcuts",
  "shrug",
  "star",
  "status",
  "topic",
  "unarchive",
  "who",
]);

/** What the names that Slack keeps to itself begin with where no prefix is configured. */
const OWN_PREFIX = "sy-";

/** How a command is called in Slack, without the slash. */
export function toSlackName(name: string, prefix: string): string {
  return prefix === "" && RESERVED.has(name) ? `${OWN_PREFIX}${name}` : `${prefix}${name}`;
}

/** The command that somebody means by what they typed, with its slash or without. */
export function fromSlackName(typed: string, prefix: string): string {
  const name = typed.replace(/^\//u, "").toLowerCase();
  const own = name.slice(OWN_PREFIX.length);
  if (prefix === "" && name.startsWith(OWN_PREFIX) && RESERVED.has(own)) return own;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
