/** What a person meant by a line, before anybody looked whether the thread or the choice exists. */
export type ConsoleInput =
  | { readonly kind: "nothing" }
  | { readonly kind: "message"; readonly text: string }
  /** Text for a thread: a number, or the one that the person wrote in last. */
  | { readonly kind: "reply"; readonly thread: number | "last"; readonly text: string }
  /** A thread's number alone: show it. */
  | { readonly kind: "show"; readonly thread: number }
  /** A number alone, which picks a choice when one is open. */
  | {
      readonly kind: "pick";
      readonly thread?: number | "last";
      readonly option: number;
      readonly text: string;
    }
  | {
      readonly kind: "command";
      readonly thread?: number | "last";
      readonly name: string;
      readonly args: string;
    };

type Place = { readonly thread?: number | "last" };

const THREAD = /^#(\d{1,6})(?:\s+([\s\S]*))?$/u;
const REPLY = /^\/reply\s+#?(\d{1,6})(?:\s+([\s\S]*))?$/u;
const LAST = /^>\s*([\s\S]*)$/u;
const PICK = /^\d{1,2}$/u;
/** `/etc/hosts is wrong` is text: a command's name ends in a space or the line's end. */
const COMMAND = /^\/([a-z][a-z0-9_-]*)(?:\s+([\s\S]*))?$/iu;

function parseBody(text: string, place: Place): ConsoleInput {
  if (PICK.test(text)) return { kind: "pick", ...place, option: Number(text), text };
  const command = COMMAND.exec(text);
  if (command !== null) {
    return {
      kind: "command",
      ...place,
      name: (command[1] ?? "").toLowerCase(),
      args: (command[2] ?? "").trim(),
    };
  }
  return place.thread === undefined
    ? { kind: "message", text }
    : { kind: "reply", thread: place.thread, text };
}

/**
 * Reads a typed line: `#2 text` and `/reply 2 text` answer in a thread, `> text` in the last one, a number picks
 * a choice, `/name` is a command. A leading space sends the rest as it stands.
 */
export function parseInput(line: string): ConsoleInput {
  const text = line.trim();
  if (text === "") return { kind: "nothing" };
  if (/^\s/u.test(line)) return { kind: "message", text };
  const numbered = THREAD.exec(text) ?? REPLY.exec(text);
  if (numbered !== null) {
    const thread = Number(numbered[1]);
    const rest = (numbered[2] ?? "").trim();
    return rest === "" ? { kind: "show", thread } : parseBody(rest, { thread });
  }
  const last = LAST.exec(text);
  if (last === null) return parseBody(text, {});
  const rest = (last[1] ?? "").trim();
  return rest === "" ? { kind: "nothing" } : parseBody(rest, { thread: "last" });
}
