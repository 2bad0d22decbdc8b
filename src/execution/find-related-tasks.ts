import type { Task } from "../tasks/task.ts";
import { contentTerms } from "../workspace/tokenise.ts";

export type EarlierTask = Pick<Task, "id" | "title" | "text" | "state" | "updatedAt">;

export interface RelatedTask {
  readonly id: string;
  readonly title: string;
  readonly state: Task["state"];
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
  /** 0 to 1, where 1 is the same words. */
  readonly score: number;
}

export interface RelatedOptions {
  readonly limit: number;
  readonly minScore: number;
}

const DEFAULTS: RelatedOptions = { limit: 3, minScore: 0.3 };
const MAX_TEXT_CHARS = 4_000;
/** One word in common is chance, unless the request has no more than that. */
const MIN_SHARED_TERMS = 2;
/** Words that half of all engineering requests have, as stems: they make two requests alike, not related. */
const COMMON: ReadonlySet<string> = new Set(
  contentTerms(
    "add agent branch broken bug build change check code crate create error explain fail failing failure feature file fix " +
      "function issue master main merge module new problem project pull repo request review run test update use wrong",
  ),
);
const COMMON_WEIGHT = 0.35;

type Vector = ReadonlyMap<string, number>;

function termsOf(text: string): readonly string[] {
  return contentTerms(text.slice(0, MAX_TEXT_CHARS));
}

function toVector(
  terms: readonly string[],
  documentsWith: ReadonlyMap<string, number>,
  documents: number,
): Vector {
  const weighted = terms.map((term): [string, number] => {
    const rarity = 1 + Math.log((documents + 1) / ((documentsWith.get(term) ?? 0) + 1));
    return [term, rarity * (COMMON.has(term) ? COMMON_WEIGHT : 1)];
  });
  const length = Math.hypot(...weighted.map(([, weight]) => weight));
  return new Map(weighted.map(([term, weight]) => [term, weight / length]));
}

interface Likeness {
  readonly score: number;
  readonly shared: number;
  /** Whether one of the shared words says what the request is about. */
  readonly telling: boolean;
}

function compare(a: Vector, b: Vector): Likeness {
  let score = 0;
  let shared = 0;
  let telling = false;
  for (const [term, weight] of a) {
    const other = b.get(term);
    if (other === undefined) continue;
    score += weight * other;
    shared += 1;
    telling ||= !COMMON.has(term);
  }
  return { score: Math.min(1, score), shared, telling };
}

/**
 * The earlier tasks that are about the same thing, by the words they share: rare words count more, words that
 * most requests have count little. Best first, the newer first among equals. Pure; the task itself is left
 * out of its own list.
 */
export function findRelatedTasks(
  task: Pick<Task, "id" | "text">,
  earlier: readonly EarlierTask[],
  options: Partial<RelatedOptions> = {},
): readonly RelatedTask[] {
  const { limit, minScore } = { ...DEFAULTS, ...options };
  const others = earlier
    .filter(({ id }) => id !== task.id)
    .map((other) => ({ other, terms: termsOf(other.text) }));
  const own = termsOf(task.text);
  const documentsWith = new Map<string, number>();
  for (const term of [own, ...others.map(({ terms }) => terms)].flat()) {
    documentsWith.set(term, (documentsWith.get(term) ?? 0) + 1);
  }
  const wanted = toVector(own, documentsWith, others.length + 1);
  const needed = Math.min(MIN_SHARED_TERMS, own.length);
  return others
    .flatMap(({ other: { id, title, state, updatedAt }, terms }): RelatedTask[] => {
      const { score, shared, telling } = compare(wanted, toVector(terms, documentsWith, others.length + 1));
      return telling && shared >= needed && score >= minScore ? [{ id, title, state, updatedAt, score }] : [];
    })
    .sort((a, b) => b.score - a.score || b.updatedAt.localeCompare(a.updatedAt) || a.id.localeCompare(b.id))
    .slice(0, limit);
}
