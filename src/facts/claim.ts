/** Something that a document says about the state of the project. Nobody has verified it. */
export interface Claim {
  /** A kind of claims.yaml. */
  readonly kind: string;
  /** What it is about, in small letters; empty where the kind says it all. */
  readonly subject: string;
  /** As people read it: `99.8 %`, `530 of 531, 99.8 %`, `complete`. */
  readonly value: string;
  /** For comparing; undefined for words. */
  readonly number: number | undefined;
  /** Digits behind the point, so that 99.8 and 99.81 agree. */
  readonly decimals: number;
  /** Relative to the workspace. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The line itself, trimmed and cut. */
  readonly text: string;
}

const SYNONYMS: Readonly<Record<string, string>> = {
  completed: "complete",
  done: "complete",
  finished: "complete",
};

/** The same word for the same claim. */
export function plainWord(word: string): string {
  const small = word.toLowerCase();
  return SYNONYMS[small] ?? small;
}

/** Two claims of one kind and subject that cannot both hold. Numbers are compared as exactly as both are written. */
export function contradicts(
  a: Pick<Claim, "value" | "number" | "decimals">,
  b: Pick<Claim, "value" | "number" | "decimals">,
): boolean {
  if (a.number === undefined || b.number === undefined) return a.value !== b.value;
  const digits = Math.min(a.decimals, b.decimals);
  return a.number.toFixed(digits) !== b.number.toFixed(digits);
}
