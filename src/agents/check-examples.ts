import type { AgentProblem } from "./agent-problem.ts";
import type { AgentFile } from "./load-agents.ts";
import { problemAt } from "./problem-at.ts";

interface Example {
  readonly file: AgentFile;
  readonly index: number;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

function wordsOf(text: string): Set<string> {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}_]+/gu);
  return new Set(words ?? []);
}

/** Shared words over all words; 1 for the same words in another order, and for two texts without any. */
function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared / (a.size + b.size - shared);
}

function reportPair(later: Example, earlier: Example, overlap: number): AgentProblem {
  const line = earlier.file.lineOf(["examples", earlier.index]);
  const place = `${earlier.file.agent.file}${line === undefined ? "" : `:${line}`}`;
  const likeness =
    overlap === 1 ? "is the same as" : `shares ${Math.round(overlap * 100)} % of its words with`;
  return problemAt(later.file, ["examples", later.index], {
    message: `"${later.text}" ${likeness} "${earlier.text}" (${place}).`,
    remedy: "Keep it with the agent that should get such a request, or write a different one.",
    severity: "warning",
  });
}

interface Likeness {
  readonly example: Example;
  readonly overlap: number;
}

/** Sets that differ much in size cannot overlap enough; leaving them out is most of the speed. */
function mayOverlap(a: Example, b: Example, share: number): boolean {
  const [small, large] = a.words.size < b.words.size ? [a, b] : [b, a];
  return small.words.size >= share * large.words.size;
}

function nearestOf(example: Example, others: readonly Example[], share: number): Likeness | undefined {
  let nearest: Likeness | undefined;
  for (const other of others) {
    if (!mayOverlap(example, other, share)) continue;
    const overlap = jaccard(example.words, other.words);
    if (overlap >= (nearest?.overlap ?? share)) nearest = { example: other, overlap };
  }
  return nearest;
}

/** Each example is compared with all before it, its own agent's included, and reported once, against the nearest. */
export function checkExamples(files: readonly AgentFile[], overlapFrom: number): AgentProblem[] {
  const examples = files.flatMap((file) =>
    file.agent.examples.map((text, index): Example => ({ file, index, text, words: wordsOf(text) })),
  );
  return examples.flatMap((example, at) => {
    const nearest = nearestOf(example, examples.slice(0, at), overlapFrom);
    return nearest === undefined ? [] : [reportPair(example, nearest.example, nearest.overlap)];
  });
}
