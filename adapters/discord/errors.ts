import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { BotError, messageOf } from "../../src/errors.ts";

const UNKNOWN_CHANNEL = 10_003;
const UNKNOWN_GUILD = 10_004;
const UNKNOWN_MESSAGE = 10_008;
const UNKNOWN_INTERACTION = 10_062;
const UNKNOWN_WEBHOOK = 10_015;
const ALREADY_ACKNOWLEDGED = 40_060;
const CANNOT_DM = 50_007;
const THREAD_EXISTS = 160_004;

export function rateLimited(retryAfterMs: number, cause?: unknown): BotError {
  const options = { retryable: true, retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)), cause };
  return new BotError("chat.rate_limited", "Discord asks us to wait", options);
}

/** The error of a call to Discord as one of ours; `cause` stays, and no token is in any text. */
export function toBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof RateLimitError) {
    return rateLimited(Math.max(error.retryAfter, error.sublimitTimeout), error);
  }
  if (error instanceof DiscordAPIError) return fromApi(error);
  const status = error instanceof HTTPError ? ` (${error.status})` : "";
  return new BotError("chat.unknown_outcome", `Discord did not answer${status}: ${messageOf(error)}`, {
    retryable: true,
    cause: error,
  });
}

function fromApi(error: DiscordAPIError): BotError {
  const { status } = error;
  const code = Number(error.code);
  const about = `${messageOf(error).slice(0, 300)} (${code})`;
  const make = (ours: string, text: string, retryable = false): BotError =>
    new BotError(ours, text, { cause: error, retryable });
  if (status === 401) {
    // Worth another try: a token that is put right must not have cost any reply.
    return make(
      "discord.unauthorized",
      "Discord refuses the bot's token; set DISCORD_TOKEN to a valid one",
      true,
    );
  }
  switch (code) {
    case UNKNOWN_MESSAGE:
      return make("chat.message_not_found", `Discord has no such message: ${about}`);
    case UNKNOWN_CHANNEL:
    case UNKNOWN_GUILD:
      return make("discord.channel_gone", `The channel was deleted, or the bot left: ${about}`);
    case UNKNOWN_INTERACTION:
    case UNKNOWN_WEBHOOK:
      return make("discord.interaction_over", `The interaction is over: ${about}`);
    case ALREADY_ACKNOWLEDGED:
      return make("discord.interaction_taken", `The interaction was answered already: ${about}`);
    case CANNOT_DM:
      return make("chat.user_unreachable", `Discord does not let the bot write to this person: ${about}`);
    case THREAD_EXISTS:
      return make("discord.thread_exists", `The message has a thread already: ${about}`);
    default:
  }
  if (status === 403) {
    return make(
      "discord.forbidden",
      `The bot lacks a permission on Discord: ${about}. See \`switchyard doctor\``,
    );
  }
  if (status === 404) return make("discord.not_found", `Discord does not know that: ${about}`);
  if (status >= 500) return make("chat.unknown_outcome", `Discord has trouble: ${about}`, true);
  return make("discord.refused", `Discord refused the request: ${about}`);
}

/** Whether a call failed with one of these codes. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof BotError && codes.includes(error.code);
}
