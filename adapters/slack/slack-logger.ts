import { LogLevel, type Logger as SlackLogger } from "@slack/bolt";
import type { Logger } from "../../src/log/logger.ts";

/** Tokens and the secrets of addresses that Slack's own messages may quote. */
const SECRET = /\bx(?:ox[a-z]|app)-[\w.-]+|ticket=[^&\s"']+|hooks\.slack\.com\/\S+/gu;

/** A text of Slack's libraries without tokens. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET, "[secret]");
}

function sentence(parts: readonly unknown[]): string {
  return withoutSecrets(
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" "),
  ).slice(0, 500);
}

const drop = () => undefined;

/**
 * Slack's libraries write into our log: their warnings and errors as warnings, since whoever handles the error logs it
 * once more with what follows from it; their chatter, which quotes whole messages, nowhere.
 */
export function toSlackLogger(log: Logger): SlackLogger {
  const warn = (...parts: unknown[]) => log.warn({ said: sentence(parts) }, "Slack's library");
  return {
    debug: drop,
    info: drop,
    warn,
    error: warn,
    setLevel: drop,
    getLevel: () => LogLevel.WARN,
    setName: drop,
  };
}
