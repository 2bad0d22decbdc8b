import type { AppsManifestValidateArguments } from "@slack/web-api";

type SlackManifest = AppsManifestValidateArguments["manifest"];
type BotScopes = NonNullable<NonNullable<NonNullable<SlackManifest["oauth_config"]>["scopes"]>["bot"]>;
type Events = NonNullable<NonNullable<SlackManifest["settings"]>["event_subscriptions"]>["bot_events"];

/** `scope` is one that Slack's client knows (the compiler insists), or the one that its types lack. */
export interface ScopeReason {
  readonly scope: BotScopes[number] | "assistant:write";
  /** What the bot does with it, for whoever has to approve the app. */
  readonly reason: string;
  /** Without it everything else still works. */
  readonly isOptional?: boolean;
}

/** Every scope of the bot and why it is asked for; nothing is asked for that no code uses. */
export const BOT_SCOPES: readonly ScopeReason[] = [
  { scope: "app_mentions:read", reason: "hears when it is mentioned" },
  { scope: "assistant:write", reason: "shows in assistant threads what it is doing", isOptional: true },
  { scope: "channels:history", reason: "hears replies in threads that it works in, edits and deletions" },
  { scope: "channels:join", reason: "joins a public channel that it is told to post in", isOptional: true },
  { scope: "channels:read", reason: "knows which channels it is in, and when it is let into one" },
  { scope: "chat:write", reason: "answers" },
  { scope: "commands", reason: "offers its commands and shortcuts" },
  { scope: "files:read", reason: "reads a file when a request needs it", isOptional: true },
  { scope: "files:write", reason: "posts long results and charts as files" },
  { scope: "groups:history", reason: "the same in private channels that it was invited to" },
  { scope: "groups:read", reason: "knows which private channels it is in, and when it is let into one" },
  { scope: "im:history", reason: "hears direct messages" },
  { scope: "im:read", reason: "knows its direct messages" },
  { scope: "im:write", reason: "writes to people directly, as for standups and escalations" },
  { scope: "mpim:history", reason: "the same in group messages that it was added to" },
  { scope: "mpim:read", reason: "knows which group messages it is in" },
  { scope: "pins:write", reason: "pins the board of a channel", isOptional: true },
  { scope: "reactions:read", reason: "takes reactions as stop, take and done" },
  { scope: "reactions:write", reason: "shows by one reaction where a request stands" },
  { scope: "usergroups:read", reason: "checks permissions by user group", isOptional: true },
  { scope: "users:read", reason: "knows names, time zones, guests and who is away" },
];

/** What the bot listens to, by the names that Slack's client knows. */
export const BOT_EVENTS: readonly NonNullable<Events>[number][] = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "assistant_thread_started",
  "member_joined_channel",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "reaction_added",
  "subteam_members_changed",
  "subteam_updated",
  "tokens_revoked",
  "user_change",
];
