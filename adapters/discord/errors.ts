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
  const about = `${messageOf(error).slice(0, 300)} (${error.code})`;
  const final = { cause: error };
  const known = fromCode(Number(error.code), about, final);
  if (known !== undefined) return known;
  if (error.status === 401) {
    // Worth another try: a token that is put right must not have cost any reply.
    const text = "Discord refuses the bot's token; set DISCORD_TOKEN to a valid one";
    return new BotError("discord.unauthorized", text, { ...final, retryable: true });
  }
  if (error.status === 403) {
    const text = `The bot lacks a permission on Discord: ${about}. See \`switchyard doctor\``;
    return new BotError("discord.forbidden", text, final);
  }
  if (error.status === 404)
    return new BotError("discord.not_found", `Discord does not know that: ${about}`, final);
  if (error.status >= 500) {
    return new BotError("chat.unknown_outcome", `Discord has trouble: ${about}`, {
      ...final,
      retryable: true,
    });
  }
  return new BotError("discord.refused", `Discord refused the request: ${about}`, final);
}

function fromCode(code: number, about: string, final: { readonly cause: unknown }): BotError | undefined {
  switch (code) {
    case UNKNOWN_MESSAGE:
      return new BotError("chat.message_not_found", `Discord has no such message: ${about}`, final);
    case UNKNOWN_CHANNEL:
    case UNKNOWN_GUILD:
      return new BotError(
        "discord.channel_gone",
        `The channel was deleted, or the bot left: ${about}`,
        final,
      );
    case UNKNOWN_INTERACTION:
    case UNKNOWN_WEBHOOK:
      return new BotError("discord.interaction_over", `The interaction is over: ${about}`, final);
    case ALREADY_ACKNOWLEDGED:
      return new BotError(
        "discord.interaction_taken",
        `The interaction was answered already: ${about}`,
        final,
      );
    case CANNOT_DM:
      return new BotError("chat.user_unreachable", `The bot may not write to this person: ${about}`, final);
    case THREAD_EXISTS:
      return new BotError("discord.thread_exists", `The message has a thread already: ${about}`, final);
    default:
      return undefined;
  }
}

/** Whether a call failed with one of these codes. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof BotError && codes.includes(error.code);
}
