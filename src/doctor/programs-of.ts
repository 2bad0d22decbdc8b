/** What a shell does by itself; there is no file to look for. */
const BUILT_IN: ReadonlySet<string> = new Set(
  [
    ".",
    ":",
    "[",
    "alias",
    "cd",
    "command",
    "echo",
    "eval",
    "exec",
    "exit",
    "export",
    "false",
    "if",
    "for",
    "while",
  ].concat(
    [
      "printf",
      "pwd",
      "read",
      "return",
      "set",
      "source",
      "test",
      "then",
      "do",
      "done",
      "fi",
      "else",
      "time",
      "true",
    ],
    ["trap", "ulimit", "umask", "unset", "wait", "{", "}", "!"],
  ),
);

/** Splits at the operators between commands, but not inside quotes. */
function commandsOf(line: string): string[] {
  const parts = line.match(/(?:"[^"]*"|'[^']*'|\\.|[^;&|\n()])+/gu);
  return (parts ?? []).map((part) => part.trim()).filter((part) => part !== "");
}

/**
 * The programs that a command line starts, each once: `RUST_LOG=warn cargo test && ./check.sh` gives `cargo` and
 * `./check.sh`. Good enough to say what is not installed; words that only a shell can work out are left out.
 */
export function programsOf(line: string): string[] {
  const programs = commandsOf(line).flatMap((command) => {
    const word = command.split(/\s+/u).find((each) => !/^[A-Za-z_]\w*=/u.test(each));
    const bare = word?.replace(/^(["'])(.*)\1$/u, "$2") ?? "";
    return bare === "" || BUILT_IN.has(bare) || /[$`*?<>"'\\~#]/u.test(bare) || /^\d/u.test(bare)
      ? []
      : [bare];
  });
  return [...new Set(programs)];
}
