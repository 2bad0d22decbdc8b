import type { MessageRef } from "../../src/chat/messages.ts";
import type { ConsoleRoom } from "./console-room.ts";
import type { ConsoleTheme } from "./console-theme.ts";
import type { ConsoleView } from "./create-console-view.ts";
import { toPrintableLine } from "./printable-text.ts";
import { excerptOf } from "./render-sent.ts";
import type { Thread } from "./room-state.ts";
import { rootOf } from "./room-state.ts";
import { standingOf, statusMark, statusText } from "./status-text.ts";
import { truncateText } from "./text-width.ts";

export interface HistoryOptions {
  readonly room: ConsoleRoom;
  readonly view: ConsoleView;
  readonly theme: ConsoleTheme;
  readonly columns: () => number;
  readonly isPresent: (userId: string) => boolean;
}

const LISTED_THREADS = 15;

/** Prints one thread from its beginning, which opens its choices to a bare number. */
export function showThread(thread: Thread, { room, view, isPresent }: HistoryOptions): void {
  const isHere = (ref: MessageRef): boolean => ref.channel === thread.channel && rootOf(ref) === thread.root;
  const sent = [...room.state.sent.values()].filter((message) => isHere(message.incoming));
  const posts = [...room.state.posts.values()].filter(
    (post) => isHere(post.ref) && (post.privateTo === undefined || isPresent(post.privateTo)),
  );
  const all = [
    ...sent.map((message) => ({ at: message.incoming.sentAt, show: () => view.showSent(message) })),
    ...posts.map((post) => ({ at: post.at, show: () => view.showPost(post) })),
  ];
  // The sort is stable, and a message precedes the posts that answer it within the same millisecond.
  for (const { show } of all.sort((a, b) => a.at.localeCompare(b.at))) show();
}

function threadRow(thread: Thread, { room, theme, columns }: HistoryOptions): string {
  const { state } = room;
  const begun = state.sent.get(thread.root);
  const post = [...state.posts.values()].find((post) => rootOf(post.ref) === thread.root);
  const status = begun === undefined ? undefined : standingOf(begun, post !== undefined);
  const title = begun === undefined ? toPrintableLine(post?.text ?? "") : excerptOf(begun.incoming, state);
  const head = `#${thread.number}`.padEnd(5);
  const where = (status === undefined ? "" : statusText(status)).padEnd(10);
  const mark = status === undefined ? " " : statusMark(status, theme);
  const rest = truncateText(title, Math.max(10, columns() - 12 - head.length - where.length));
  return `  ${mark} ${theme.thread(head)} ${where}  ${theme.quiet(rest)}`;
}

/** `/history` lists the last threads, `/history 2` shows one. */
export function showHistory(args: string, options: HistoryOptions): void {
  const { room, view, theme } = options;
  const threads = room.state.threads();
  if (args !== "") {
    const thread = room.state.thread(Number(args.replace(/^#/u, "")));
    if (thread === undefined) view.notice([`There is no thread ${toPrintableLine(args)} here.`]);
    else showThread(thread, options);
    return;
  }
  if (threads.length === 0) {
    view.notice(["Nothing has been said yet."]);
    return;
  }
  const rows = threads.slice(-LISTED_THREADS).map((thread) => threadRow(thread, options));
  view.notice([...rows, theme.quiet("  #2 shows thread 2")]);
}
