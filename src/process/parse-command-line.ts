export type ParsedCommandLine =
  | { readonly ok: true; readonly steps: readonly (readonly string[])[] }
  | { readonly ok: false; readonly reason: string };

/** One token: blanks, the operator for "and then", a quoted part, an escape, something only a shell knows, or text. */
const TOKEN = /\s+|&&|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[|&;<>()$`'"\\*?[\]{}~#]|[^\s|&;<>()$`'"\\*?[\]{}~#]+/gsu;

const QUOTED = /^(['"])(.*)\1$/su;
/** Harmless inside a word, as in `a[1]` or `--filter=x~`; only at its beginning would a shell act on them. */
const ONLY_IN_FRONT = new Set(["~", "#", "{", "}", "[", "]"]);

function unquote(token: string): string | undefined {
  if (/^\\./su.test(token)) return token.slice(1);
  const match = QUOTED.exec(token);
  if (match === null) return undefined;
  const [, quote, inner = ""] = match;
  if (quote === "'") return inner;
  return /(?<!\\)[$`]/u.test(inner) ? undefined : inner.replace(/\\(["\\$`])/gu, "$1");
}

function refuse(token: string): ParsedCommandLine {
  const reason = `\`${token}\` needs a shell. Put the command into a script and name the script.`;
  return { ok: false, reason };
}

/** A command line as programs with arguments, one after the other where it says `&&`; nothing else of a shell. */
export function parseCommandLine(line: string): ParsedCommandLine {
  const steps: string[][] = [[]];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) steps.at(-1)?.push(word);
    word = undefined;
  };
  for (const [token] of line.trim().matchAll(TOKEN)) {
    if (/^\s/u.test(token)) endWord();
    else if (token === "&&") {
      endWord();
      steps.push([]);
    } else {
      const isPlain =
        /^[^|&;<>()$`'"\\*?[\]{}~#]/u.test(token) || (word !== undefined && ONLY_IN_FRONT.has(token));
      const text = isPlain ? token : unquote(token);
      if (text === undefined) return refuse(token);
      word = (word ?? "") + text;
    }
  }
  endWord();
  if (steps.some((step) => step.length === 0)) return { ok: false, reason: "The command is empty." };
  const assignment = steps.map(([program = ""]) => program).find((program) => /^\w+=/u.test(program));
  return assignment === undefined ? { ok: true, steps } : refuse(assignment);
}
