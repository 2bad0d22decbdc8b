import type { CadenceRules } from "../orchestration/rules/cadence-rules.ts";

type Fields = CadenceRules["standup"]["fields"];

const MOST_CHARS = 2_000;

/** Words at the beginning of a line that name a field, whatever its language of choice is. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  progress: ["progress", "done", "did", "yesterday", "today", "doing"],
  blockers: ["blockers", "blocker", "blocked", "stuck", "impediments"],
  needs: ["needs", "need", "dependencies", "dependency", "waiting", "waiting for"],
  collaboration: ["collaboration", "collab", "other teams", "help", "together"],
};

function fieldOf(word: string, fields: Fields): string | undefined {
  const said = word.toLowerCase();
  return fields.find(({ id }) => id.replaceAll("_", " ") === said || (WORDS[id] ?? []).includes(said))?.id;
}

const LABELLED = /^\s*(?:[-*•]\s*)?\**([\p{L} ]{2,24}?)\**\s*[:：]\**\s*(.*)$/u;

/** Whether a text names at least one field at the beginning of a line. */
export function isLabelled(text: string, fields: Fields): boolean {
  return text.split(/[\n;]/u).some((line) => {
    const word = LABELLED.exec(line)?.[1];
    return word !== undefined && fieldOf(word, fields) !== undefined;
  });
}

/**
 * What somebody wrote, by field: lines such as "Blockers: none" go where they say, and what follows goes with them.
 * What names no field is progress, the first field.
 */
export function readAnswer(text: string, fields: Fields): Record<string, string> {
  const found = new Map<string, string[]>();
  let current = fields[0]?.id ?? "progress";
  const lines = isLabelled(text, fields) ? text.split(/[\n;]/u) : [text];
  for (const line of lines) {
    const [, word, rest = ""] = LABELLED.exec(line) ?? [];
    const named = word === undefined ? undefined : fieldOf(word, fields);
    current = named ?? current;
    const said = (named === undefined ? line : rest).trim();
    if (said !== "") found.set(current, [...(found.get(current) ?? []), said]);
  }
  return Object.fromEntries([...found].map(([id, said]) => [id, said.join("\n").slice(0, MOST_CHARS)]));
}
