/** What an argument can be completed with, by asking `ChatReceiver.suggest`. */
export type SuggestKind = "task" | "agent" | "team" | "person" | "level";

/** One argument of a command; what people type for all of them is joined by blanks, in their order. */
export interface CommandArgument {
  /** Small letters, at most 32. */
  readonly name: string;
  /** At most 100 characters. */
  readonly description: string;
  /** Absent: it may be left out, and so may all that follow. */
  readonly isRequired?: boolean;
  /** Fixed words that it may be, at most 25. */
  readonly choices?: readonly string[];
  /** Present: ask `suggest` while somebody types, which knows `choices` as well. Absent without `choices`: any text. */
  readonly suggests?: readonly SuggestKind[];
}

/** A command as the help of a platform shows it; `name` without the slash. */
export interface CommandHelp {
  readonly name: string;
  /** The arguments as people write them, such as `<task>`; empty when it takes none. */
  readonly args: string;
  /** What it does, in one short sentence. */
  readonly summary: string;
  /** Used seldom: where a platform has room for few commands it is left to those who type it. */
  readonly isTypedOnly?: boolean;
  /** The same arguments one by one, for platforms that ask for each; absent: none are known. */
  readonly parts?: readonly CommandArgument[];
}

/** The text of a command's arguments from what a platform asked for one by one. */
export function joinArguments(
  parts: readonly CommandArgument[],
  values: Readonly<Record<string, string | undefined>>,
): string {
  return parts
    .map(({ name }) => values[name]?.trim() ?? "")
    .filter((value) => value !== "")
    .join(" ");
}
