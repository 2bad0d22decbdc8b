import type { MessageRef } from "../../src/chat/messages.ts";
import { createPostPrinter } from "./create-post-printer.ts";
import { createStatusBoard } from "./create-status-board.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { toPrintableLine } from "./printable-text.ts";
import { labelOf, renderSent } from "./render-sent.ts";
import type { PostedMessage, SentMessage } from "./room-state.ts";
import { rootOf } from "./room-state.ts";
import type { Print, ViewOptions } from "./view-options.ts";
import { wrapText } from "./wrap-text.ts";

/** Shows the room on a terminal as it changes. */
export interface ConsoleView {
  /** Prints something that only concerns this terminal. */
  notice(rows: readonly string[]): void;
  /** Prints a post again, which opens its choices to a bare number. */
  showPost(post: PostedMessage): void;
  /** Prints what somebody sent. */
  showSent(message: SentMessage): void;
  /** Posts shown here whose choices are still open, oldest first. */
  openChoices(): readonly PostedMessage[];
  /** Turns the marks of running work. */
  tick(): void;
}

/** Blocks stand apart by an empty row; rows of one block follow each other. */
function createPrint({ terminal }: ViewOptions): Print {
  let headed: string | undefined;
  return (rows, header) => {
    const isNewBlock = header !== undefined && header !== headed;
    const isAfterBlock = headed !== undefined && rows[0] !== "";
    headed = header;
    if (isNewBlock) terminal.print(["", header, ...rows]);
    else if (isAfterBlock) terminal.print(["", ...rows]);
    else terminal.print(rows);
  };
}

/** A message without the rows that only its own terminal needs. */
function createSentPrinter(options: ViewOptions, print: Print) {
  const { room, session } = options;
  return (message: SentMessage): void => {
    const { from } = message.incoming;
    const who = message.session === session ? "" : `${toPrintableLine(from.name ?? from.id)} `;
    const render = { theme: options.theme, columns: options.columns() };
    print(["", ...renderSent(message.incoming, room.state, render, who)]);
  };
}

function refusedRow(message: SentMessage, reason: string, { theme, room }: ViewOptions): string {
  const label = labelOf(message.incoming, room.state);
  const hint = message.once ? "" : theme.quiet(" · your text is kept, /resend tries again");
  return `${theme.bad("✖")} ${theme.thread(label)} not sent: ${toPrintableLine(reason)}${hint}`;
}

/** Rows of the console's own, broken where they are too long and indented as they began. */
function wrapRows(rows: readonly string[], columns: number): string[] {
  return rows.flatMap((row) => {
    const indent = /^ */u.exec(row)?.[0] ?? "";
    return wrapText(row.slice(indent.length), columns, { first: indent, rest: indent });
  });
}

export function createConsoleView(options: ViewOptions): ConsoleView {
  const { room, session } = options;
  const { state } = room;
  const print = createPrint(options);
  const board = createStatusBoard(options, print);
  const posts = createPostPrinter(options, print);
  const showSent = createSentPrinter(options, print);
  const echoed = new Set<string>();

  const isShown = (ref: MessageRef): boolean => options.isShown?.(ref.channel, rootOf(ref)) ?? true;

  function onSent(message: SentMessage): void {
    const { id } = message.incoming;
    if (!echoed.has(id)) showSent(message);
    echoed.add(id);
    if (message.session === session) board.show(message);
  }

  function onMessage(entry: JournalEntry, message: SentMessage): void {
    if (entry.entry === "sent") onSent(message);
    else if (entry.entry === "status") board.show(message);
    else if (message.session !== session) return;
    else if (entry.entry === "accepted") board.show(message);
    else if (entry.entry === "refused") {
      print(wrapRows([refusedRow(message, entry.reason, options)], options.columns()));
      board.drop(message.incoming.id);
    }
  }

  room.subscribe((entry) => {
    if (entry.entry === "thread") return;
    const id = entry.entry === "sent" ? entry.incoming.id : entry.entry === "post" ? entry.ref.id : entry.id;
    const post = state.posts.get(id);
    const message = state.sent.get(id);
    if (post !== undefined && isShown(post.ref)) posts.show(post);
    if (message !== undefined && isShown(message.incoming)) onMessage(entry, message);
  });

  return {
    notice: (rows) => print(["", ...wrapRows(rows, options.columns())]),
    showPost: (post) => posts.show(post),
    showSent,
    openChoices: () => posts.openChoices(),
    tick: () => board.tick(),
  };
}
