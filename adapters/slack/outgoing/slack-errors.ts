import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { BotError, messageOf } from "../../../src/errors.ts";
import { withoutSecrets } from "../slack-logger.ts";

/**
 * What a failed call means. `retry`: nothing happened, later may help; `unknown`: it may have taken effect; `access`:
 * the token is no good until somebody acts; `join`: the bot is not a member; `outside`: nor can it see the channel, if
 * there is one; `format`: Slack does not take the blocks;
 * `done`: it is as it should be already; `unsupported`: this workspace does not have it; `permanent`: no retry helps.
 */
export type Meaning =
  | "retry"
  | "unknown"
  | "limited"
  | "access"
  | "join"
  | "outside"
  | "format"
  | "done"
  | "unsupported"
  | "permanent";

/** By Slack's own word; what is not listed is permanent, for Slack has understood and said no. */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  internal_error: "unknown",
  fatal_error: "unknown",
  // The request was cut off on its way.
  request_timeout: "retry",
  service_unavailable: "retry",
  team_added_to_org: "retry",
  ratelimited: "limited",
  rate_limited: "limited",
  message_limit_exceeded: "limited",
  invalid_auth: "access",
  not_authed: "access",
  account_inactive: "access",
  token_revoked: "access",
  token_expired: "access",
  org_login_required: "access",
  ekm_access_denied: "access",
  team_access_not_granted: "access",
  access_denied: "access",
  not_in_channel: "join",
  channel_not_found: "outside",
  invalid_blocks: "format",
  invalid_blocks_format: "format",
  invalid_attachments: "format",
  msg_too_long: "format",
  msg_blocks_too_long: "format",
  only_one_table_allowed: "format",
  already_reacted: "done",
  no_reaction: "done",
  already_pinned: "done",
  unknown_method: "unsupported",
  method_deprecated: "unsupported",
  feature_not_enabled: "unsupported",
  not_supported: "unsupported",
  missing_scope: "permanent",
};

/** What Slack or the network said, below what `toChatError` made of it. */
export function causeOf(error: unknown): unknown {
  return error instanceof BotError ? error.cause : error;
}

/** Failures of the network after which nothing can have arrived. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

const WORD = /^[a-z0-9_:-]{1,80}$/u;

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const inner = "original" in error ? error.original : error.cause;
  const more = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...more, ...codesOf(inner)];
}

export function slackWordOf(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

export function meaningOf(error: unknown): Meaning {
  if (error instanceof WebAPIRateLimitedError) return "limited";
  // Something that is no word of Slack's came from a door in between; whether Slack has it, nobody knows.
  if (error instanceof WebAPIPlatformError)
    return MEANINGS[error.data.error] ?? (WORD.test(error.data.error) ? "permanent" : "unknown");
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) return "limited";
    if (error.statusCode === 404) return "unsupported";
    return error.statusCode >= 500 || error.statusCode === 408 ? "unknown" : "retry";
  }
  if (/Retry header did not contain/u.test(messageOf(error))) return "limited";
  if (error instanceof WebAPIRequestError || codesOf(error).length > 0)
    return codesOf(error).some((code) => NEVER_SENT.has(code)) ? "retry" : "unknown";
  return "unknown";
}

/** How long a workspace whose token was refused is left alone. */
export const ACCESS_PAUSE_MS = 60_000;
const UNSAID_PAUSE_MS = 1_000;

const REMEDIES: Readonly<Record<string, string>> = {
  channel_not_found: "It does not exist, or the bot is not a member of it.",
  is_archived: "It is archived: unarchive it, or configure another channel.",
  missing_scope: "Install the app again with the manifest that `switchyard slack manifest` prints.",
  not_in_channel: "Invite the bot into the channel.",
};

function waitOf(error: unknown): number {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1_000;
  if (error instanceof WebAPIHTTPError)
    return Number(error.headers["retry-after"] ?? 1) * 1_000 || UNSAID_PAUSE_MS;
  return UNSAID_PAUSE_MS;
}

/** A failed call in the words of the chat port; `doing` is the method. */
export function toChatError(error: unknown, doing: string): BotError {
  if (error instanceof BotError) return error;
  const word = slackWordOf(error);
  const said = withoutSecrets(word ?? messageOf(error)).slice(0, 200);
  const remedy = word === undefined ? "" : ` ${REMEDIES[word] ?? ""}`.trimEnd();
  const text = `Slack, asked for ${doing}: ${said}.${remedy}`;
  switch (meaningOf(error)) {
    case "limited":
      return new BotError("chat.rate_limited", text, {
        cause: error,
        retryable: true,
        retryAfterMs: waitOf(error),
      });
    case "unknown":
      return new BotError("chat.unknown_outcome", text, { cause: error, retryable: true });
    case "access":
      return new BotError("chat.no_access", text, {
        cause: error,
        retryable: true,
        retryAfterMs: ACCESS_PAUSE_MS,
      });
    case "retry":
      return new BotError("chat.unavailable", text, { cause: error, retryable: true });
    // A door in between that knows no Slack says so as well, and is mended.
    case "unsupported":
      return new BotError("chat.unavailable", text, { cause: error, retryable: word === undefined });
    case "join":
    case "outside":
      return new BotError("chat.not_in_channel", text, { cause: error });
    case "format":
    case "done":
    case "permanent":
      return new BotError("chat.refused", text, { cause: error });
  }
}
