import { ErrorCode, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { messageOf } from "../../../src/errors.ts";

/** A call that failed, for people and for whoever decides when to try again. */
export interface Failure {
  /** What is wrong and what to do. */
  readonly sentence: string;
  /** No later attempt helps; a person has to act. */
  readonly isFinal: boolean;
  /** Slack asks to wait so long, in milliseconds. */
  readonly retryAfterMs?: number;
}

const TOKEN =
  "Take the token anew from the Slack app (OAuth & Permissions, or Basic Information for xapp-) and restart.";

const FINAL: Readonly<Record<string, string>> = {
  invalid_auth: `Slack does not accept the token. ${TOKEN}`,
  not_authed: `No token reached Slack. ${TOKEN}`,
  account_inactive: "The bot's account is deactivated, or the app was removed. Install the app again.",
  token_revoked: `The token was revoked. ${TOKEN}`,
  token_expired: `The token has expired. ${TOKEN}`,
  missing_scope:
    "The token lacks a scope. Update the app from `switchyard slack manifest` and install it again.",
  not_allowed_token_type: `This call needs another kind of token: xoxb- for SLACK_BOT_TOKEN, xapp- for SLACK_APP_TOKEN.`,
  forbidden_team: "Socket Mode is not allowed for this workspace.",
  team_access_not_granted: "The organisation has not granted the app this workspace.",
};

/** Puts what a Web API call rejected with into a sentence. */
export function explainFailure(error: unknown): Failure {
  if (error instanceof WebAPIPlatformError) {
    const known = FINAL[error.data.error];
    if (known !== undefined) return { sentence: `${known} (${error.data.error})`, isFinal: true };
    return { sentence: `Slack answers "${error.data.error}".`, isFinal: false };
  }
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1_000;
    return { sentence: `Slack asks to wait ${error.retryAfter} s.`, isFinal: false, retryAfterMs };
  }
  if (error instanceof WebAPIHTTPError)
    return { sentence: `Slack answers with HTTP ${error.statusCode}.`, isFinal: false };
  return { sentence: `Slack cannot be reached: ${reasonOf(error)}`, isFinal: false };
}

/** `fetch failed` says nothing; why it failed is further down. */
function reasonOf(error: unknown): string {
  const { code } = ErrorCode.RequestError === codeOf(error) ? { code: causeOf(error) } : { code: undefined };
  return code ?? messageOf(error);
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function causeOf(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const code = codeOf(current);
    if (typeof code === "string" && /^[A-Z][A-Z_]+$/u.test(code)) return code;
    current = "original" in current && current.original instanceof Error ? current.original : current.cause;
  }
  return undefined;
}
