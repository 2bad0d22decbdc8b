import type { OutgoingMessage } from "../../../src/chat/messages.ts";
import { cut } from "./limits.ts";
import { toPlainCharacters } from "./safe-text.ts";

/** Marks of Markdown that only disturb somebody who has the text read aloud. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/^ {0,3}#{1,6}\s+/gmu, ""],
  [/\*\*([^*\n]+)\*\*/gu, "$1"],
  [/(?<![\w*])\*([^*\n]+)\*(?![\w*])/gu, "$1"],
];

/** What a message says where nothing but text is shown: notifications, screen readers, old clients. Not escaped. */
export function plainTextOf({ text, choices }: OutgoingMessage, max: number): string {
  const words = MARKS.reduce((all, [mark, by]) => all.replace(mark, by), toPlainCharacters(text)).trim();
  const offered =
    choices === undefined || choices.isQuiet === true
      ? ""
      : `\n${choices.options.map(({ label }) => label).join(" · ")}`;
  return cut(words, max - offered.length) + offered;
}
