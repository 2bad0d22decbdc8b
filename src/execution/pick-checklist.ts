import type { Agent, Checklist } from "../agents/agent.ts";
import { contentTerms, phraseTerms } from "../workspace/tokenise.ts";

const MAX_TEXT_CHARS = 20_000;
/** What a whole phrase of `when` weighs, more for each further word of it: longer phrases are no accident. */
const PHRASE = 2;
const PER_FURTHER_WORD = 1;
/** Weights of the words that a request shares with a part of the checklist. */
const SHARED = { when: 0.6, title: 0.5, steps: 0.1 };

interface Request {
  /** Its stems in order. */
  readonly sequence: readonly string[];
  readonly terms: ReadonlySet<string>;
  /** In how many of the agent's checklists a term occurs. */
  readonly checklistsWith: ReadonlyMap<string, number>;
}

function holdsPhrase(text: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  return text.some((_, at) => phrase.every((term, offset) => text[at + offset] === term));
}

/**
 * How much a text shares with the request; a word that all of the agent's checklists have tells little
 * between them.
 */
function weighShared(request: Request, text: string): number {
  return contentTerms(text)
    .filter((term) => request.terms.has(term))
    .reduce((sum, term) => sum + 1 / (request.checklistsWith.get(term) ?? 1), 0);
}

function scoreChecklist(checklist: Checklist, request: Request): number {
  const phrases = checklist.when
    .map((phrase) => phraseTerms(phrase))
    .filter((phrase) => holdsPhrase(request.sequence, phrase))
    .map((phrase) => PHRASE + PER_FURTHER_WORD * (phrase.length - 1));
  return (
    phrases.reduce((sum, weight) => sum + weight, 0) +
    SHARED.when * weighShared(request, checklist.when.join(" ")) +
    SHARED.title * weighShared(request, checklist.title) +
    SHARED.steps * weighShared(request, checklist.steps.join(" "))
  );
}

function countChecklistsWith(checklists: readonly Checklist[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { title, when, steps } of checklists) {
    for (const term of contentTerms([title, ...when, ...steps].join("\n"))) {
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * The agent's checklist for this kind of request: the one whose phrases the text contains, then the one that
 * shares most words with it; the first on a draw. Deterministic. Undefined only for an agent without
 * checklists.
 */
export function pickChecklist(agent: Pick<Agent, "checklists">, text: string): Checklist | undefined {
  const start = text.slice(0, MAX_TEXT_CHARS);
  const request: Request = {
    sequence: phraseTerms(start),
    terms: new Set(contentTerms(start)),
    checklistsWith: countChecklistsWith(agent.checklists),
  };
  let best: Checklist | undefined;
  let bestScore = -1;
  for (const checklist of agent.checklists) {
    const score = scoreChecklist(checklist, request);
    if (score > bestScore) [best, bestScore] = [checklist, score];
  }
  return best;
}
