import type { CommandHelp } from "../../src/chat/command-help.ts";
import type { Delivery } from "./create-delivery.ts";
import { toPrintableLine } from "./printable-text.ts";
import { rootOf } from "./room-state.ts";
import { showHistory } from "./show-history.ts";
import type { HistoryOptions } from "./show-history.ts";
import type { Terminal } from "./terminal.ts";
import { textWidth } from "./text-width.ts";
import { wrapText } from "./wrap-text.ts";

export interface LocalCommandOptions extends HistoryOptions {
  readonly terminal: Terminal;
  /** How wide the terminal is at this moment, in cells. */
  readonly columns: () => number;
  readonly delivery: Delivery;
  /** The commands that the core answers. */
  readonly commands: readonly CommandHelp[];
  readonly quit: () => void;
}

/** A command that the console answers itself. */
export interface LocalCommand extends CommandHelp {
  run(args: string): void | Promise<void>;
}

const WRITING: readonly (readonly [string, string])[] = [
  ["text", "begins a new thread"],
  ["#2 text", "answers in thread 2; #2 alone shows it"],
  ["> text", "goes on in the thread that you wrote in last"],
  ["1", "picks a choice that is open; #2 1 picks it in thread 2"],
  ["@agent text", "asks for an agent by name; Tab completes agents and commands"],
  ["Alt-Enter", "begins a new line; a pasted text is one message however long it is"],
  ["Ctrl-D", "leaves; what you asked for goes on without you"],
];

type TableOptions = Pick<LocalCommandOptions, "theme" | "columns">;

/** Names that are longer have a row of their own. */
const WIDEST_NAME = 26;
/** What is left of a row for a text beside its name; with less, the text is below. */
const NARROWEST_TEXT = 30;

/** Two columns; a text that needs several rows stays in its own. */
function table(
  rows: readonly (readonly [string, string])[],
  { theme, columns: columnsNow }: TableOptions,
): string[] {
  const columns = columnsNow();
  const widths = rows.map(([name]) => textWidth(name)).filter((width) => width <= WIDEST_NAME);
  const indent = Math.max(...widths, 0) + 4;
  const isBeside = columns - indent >= NARROWEST_TEXT;
  const rest = " ".repeat(isBeside ? indent : 6);
  return rows.flatMap(([name, text]) => {
    const head = `  ${theme.strong(name)}`;
    const width = textWidth(name) + 2;
    if (!isBeside || width + 2 > indent) return [head, ...wrapText(text, columns, { first: rest, rest })];
    return wrapText(text, columns, { first: `${head}${" ".repeat(indent - width)}`, rest });
  });
}

function usageOf({ name, args, summary }: CommandHelp): [string, string] {
  return [toPrintableLine(`/${name} ${args}`), toPrintableLine(summary)];
}

function helpRows(local: readonly CommandHelp[], options: LocalCommandOptions): string[] {
  const { commands: all, theme } = options;
  // What the console answers itself never reaches the core, whatever the core would say to it.
  const commands = all.filter((command) => !local.some((own) => own.name === command.name));
  const bot =
    commands.length === 0 ? [] : [theme.heading("Commands"), ...table(commands.map(usageOf), options), ""];
  return [
    theme.heading("Writing"),
    ...table(WRITING, options),
    "",
    ...bot,
    theme.heading("This console"),
    ...table(local.map(usageOf), options),
  ];
}

function files({ room, view, theme }: LocalCommandOptions): void {
  const rows = [...room.state.posts.values()].flatMap((post) =>
    post.files.map((file) => {
      const thread = room.state.threadOf(post.ref.channel, rootOf(post.ref));
      return `  ${theme.thread(`#${thread?.number ?? "?"}`)} ${toPrintableLine(file.path)}`;
    }),
  );
  view.notice(rows.length === 0 ? ["No files yet."] : rows);
}

async function resend({ view, delivery }: LocalCommandOptions): Promise<void> {
  const unsent = delivery.unsent();
  if (unsent.length === 0) view.notice(["Everything you wrote was sent."]);
  for (const id of unsent) await delivery.resend(id);
}

/** The commands of the console itself; everything else goes to the core. */
export function createLocalCommands(options: LocalCommandOptions): readonly LocalCommand[] {
  const { view, terminal } = options;
  const list: LocalCommand[] = [
    {
      name: "help",
      args: "",
      summary: "shows this",
      run: () => view.notice(helpRows(list, options)),
    },
    {
      name: "history",
      args: "[thread]",
      summary: "lists the last threads, or shows one",
      run: (args) => showHistory(args, options),
    },
    { name: "files", args: "", summary: "lists the files that were saved", run: () => files(options) },
    { name: "resend", args: "", summary: "tries again what could not be sent", run: () => resend(options) },
    { name: "clear", args: "", summary: "clears the screen", run: () => terminal.clear() },
    { name: "quit", args: "", summary: "leaves", run: () => options.quit() },
  ];
  return list;
}
