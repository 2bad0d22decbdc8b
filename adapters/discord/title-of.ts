import { shortenWhole } from "./cut-text.ts";
import { LIMITS } from "./limits.ts";

/** The name of a thread that is opened on a message with this text. */
export function titleOf(text: string): string {
  const line =
    text
      .replace(/<(?:@[!&]?|#)\d+>/gu, "")
      .trim()
      .split("\n")[0] ?? "";
  return shortenWhole(line.trim(), LIMITS.threadName) || "Conversation";
}
