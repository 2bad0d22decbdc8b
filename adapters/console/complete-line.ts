export interface CompletionWords {
  /** Command names without the slash. */
  readonly commands: readonly string[];
  /** Agent ids. */
  readonly agents: readonly string[];
}

/** Commands whose first argument is an agent. */
const TAKES_AGENT = /^(?:#\d+\s+|>\s*)?\/(?:ask|agent|who)\s+(\S*)$/u;
const COMMAND_START = /^(?:#\d+\s+|>\s*)?(\/\S*)$/u;
const MENTION = /(?:^|\s)(@[\w-]*)$/u;

/**
 * What Tab offers for the text before the cursor, in the shape that readline wants: the candidates and the piece
 * of the line that they replace. Commands at the start, agents after `@` and after `/ask`.
 */
export function completeLine(line: string, words: CompletionWords): [string[], string] {
  const agent = TAKES_AGENT.exec(line);
  if (agent !== null) return candidates(words.agents, agent[1] ?? "");
  const command = COMMAND_START.exec(line);
  if (command !== null) {
    const names = words.commands.map((name) => `/${name} `);
    return candidates(names, command[1] ?? "");
  }
  const mention = MENTION.exec(line);
  if (mention !== null) {
    const names = words.agents.map((id) => `@${id} `);
    return candidates(names, mention[1] ?? "");
  }
  return [[], line];
}

function candidates(words: readonly string[], piece: string): [string[], string] {
  return [words.filter((word) => word.startsWith(piece)).sort(), piece];
}
