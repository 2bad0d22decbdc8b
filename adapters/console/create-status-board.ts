import type { Incoming } from "../../src/chat/messages.ts";
import { excerptOf, labelOf } from "./render-sent.ts";
import type { SentMessage } from "./room-state.ts";
import type { ShownStatus } from "./status-text.ts";
import { isFinal, shownStatusOf, statusMark, statusText } from "./status-text.ts";
import { truncateText } from "./text-width.ts";
import type { Print, ViewOptions } from "./view-options.ts";

/**
 * Where messages stand: one row each that changes in place while the message is on its way, and one line that stays
 * at its end. A plain terminal gets a line for each change instead.
 */
export interface StatusBoard {
  show(message: SentMessage): void;
  /** Takes a message off without a last word. */
  drop(id: string): void;
  /** Turns the marks of running work. */
  tick(): void;
}

const MAX_LIVE_ROWS = 6;
const MIN_EXCERPT_COLUMNS = 10;

/** ` after 12 s`; empty when it was too quick to matter. */
function elapsedText(since: string, now: Date): string {
  const seconds = Math.round((now.getTime() - Date.parse(since)) / 1_000);
  if (!(seconds >= 1)) return "";
  return seconds < 120 ? ` after ${seconds} s` : ` after ${Math.round(seconds / 60)} min`;
}

function liveRow(incoming: Incoming, status: ShownStatus, frame: number, options: ViewOptions): string {
  const { theme, room } = options;
  const columns = options.columns();
  const label = labelOf(incoming, room.state);
  const head = truncateText(`${label} ${statusText(status)}`.trim(), columns - 4);
  const space = columns - 6 - head.length;
  const rest = space < MIN_EXCERPT_COLUMNS ? "" : truncateText(excerptOf(incoming, room.state), space);
  const words = theme.thread(label) + head.slice(label.length);
  return `${statusMark(status, theme, frame)} ${words}  ${theme.quiet(rest)}`.trimEnd();
}

function lastRow(incoming: Incoming, status: ShownStatus, { theme, room, now }: ViewOptions): string {
  const label = labelOf(incoming, room.state);
  const end = isFinal(status) ? elapsedText(incoming.sentAt, now()) : "";
  return `${statusMark(status, theme)} ${theme.thread(label)} ${statusText(status)}${theme.quiet(end)}`;
}

/** Nothing more will be shown after this; what is no message often gets no status beyond its receipt. */
function isLast(incoming: Incoming, status: ShownStatus): boolean {
  return isFinal(status) || (incoming.kind !== "message" && status.state === "received");
}

export function createStatusBoard(options: ViewOptions, print: Print): StatusBoard {
  const { room, terminal, theme } = options;
  const watched = new Map<string, ShownStatus>();
  let frame = 0;

  function showLive(): void {
    const rows = [...watched].flatMap(([id, status]) => {
      const message = room.state.sent.get(id);
      return message === undefined ? [] : [liveRow(message.incoming, status, frame, options)];
    });
    const more = rows.length - MAX_LIVE_ROWS;
    const note = more > 0 ? [theme.quiet(`… and ${more} more`)] : [];
    terminal.showLive([...rows.slice(0, MAX_LIVE_ROWS), ...note]);
  }

  return {
    show(message) {
      const { incoming } = message;
      const status = shownStatusOf(message);
      const before = watched.get(incoming.id);
      const isEnd = isLast(incoming, status);
      if (isEnd) watched.delete(incoming.id);
      else watched.set(incoming.id, status);
      const isNews = before === undefined || statusText(before) !== statusText(status);
      const isLine = isEnd || (!terminal.isLive && status.state !== "sending");
      if (isLine && isNews) print([lastRow(incoming, status, options)]);
      showLive();
    },
    drop(id) {
      watched.delete(id);
      showLive();
    },
    tick() {
      if (![...watched.values()].some((status) => status.state === "running")) return;
      frame += 1;
      showLive();
    },
  };
}
