import type { MessageState, MessageStatus } from "../../src/chat/messages.ts";
import type { ConsoleTheme } from "./console-theme.ts";
import { toPrintableLine } from "./printable-text.ts";
import type { SentMessage } from "./room-state.ts";

/**
 * What is shown of a message on its way: the core's status, or `sending` until the core has it. What the core has no
 * status for is `answered` once something was posted; what it did not take is `refused`.
 */
export type ShownStatus =
  MessageStatus | { readonly state: "sending" | "answered" | "refused"; readonly note?: string };

const ENDS: ReadonlySet<string> = new Set<MessageState>(["done", "failed", "dead"]);

/** No further status follows this one. */
export function isFinal(status: ShownStatus | undefined): boolean {
  return status !== undefined && ENDS.has(status.state);
}

export function shownStatusOf(message: SentMessage): ShownStatus {
  if (message.status !== undefined) return message.status;
  return { state: message.delivery === "accepted" ? "received" : "sending" };
}

/** Where a message stood at last, for whoever looks back. */
export function standingOf(message: SentMessage, isAnswered: boolean): ShownStatus {
  if (message.delivery === "refused") return { state: "refused", note: "/resend" };
  const status = shownStatusOf(message);
  // Commands, choices and forms are taken and answered, and have no status of their own.
  return status.state === "received" && isAnswered ? { state: "answered" } : status;
}

/** A status in words: `queued (2 ahead)`, `running (qa)`. */
export function statusText(status: ShownStatus): string {
  const note = status.note === undefined ? "" : toPrintableLine(status.note);
  const position = "position" in status ? status.position : undefined;
  const place = position === undefined ? "" : position === 0 ? "next" : `${position} ahead`;
  const details = [place, note].filter((part) => part !== "").join(", ");
  return details === "" ? status.state : `${status.state} (${details})`;
}

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;

const MARKS: Readonly<Record<ShownStatus["state"], (theme: ConsoleTheme) => string>> = {
  sending: (theme) => theme.quiet("…"),
  received: (theme) => theme.quiet("✓"),
  queued: (theme) => theme.busy("◷"),
  running: (theme) => theme.busy("●"),
  answered: (theme) => theme.good("✔"),
  refused: (theme) => theme.bad("✖"),
  done: (theme) => theme.good("✔"),
  failed: (theme) => theme.bad("✖"),
  dead: (theme) => theme.bad("✖"),
};

/** The status as a coloured mark; with a `frame` the one of running work turns. */
export function statusMark(status: ShownStatus, theme: ConsoleTheme, frame?: number): string {
  const turning =
    status.state === "running" && frame !== undefined ? SPINNER[frame % SPINNER.length] : undefined;
  return turning === undefined ? MARKS[status.state](theme) : theme.busy(turning);
}
