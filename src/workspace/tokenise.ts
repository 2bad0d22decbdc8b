const WORD = /[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*/gu;
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lm}\p{Lo}]+|\p{N}+|\p{Lt}/gu;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
// Most source text is ASCII, where these are several times faster than the Unicode ones.
const ASCII_WORD = /[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*/g;
const ASCII_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const NOT_ASCII = /[\u0080-\uffff]/;
const DIACRITICS = /[\u0300-\u036f]/gu;
const VOWEL = /[aeiouy]/u;

const MIN_TERM_CHARS = 2;
const MAX_TERM_CHARS = 48;
const MAX_CACHED_WORDS = 60_000;

/** Words that people use to ask for something, whatever it is about. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again all also am an and any anybody anyone are as asap at be because been before being " +
    "below best better between both but by came can cannot cant come could couldn did didn do does doesn doing don " +
    "done down each else even ever every everyone few figure find for from further get gets getting give go goes " +
    "going good got had has hasn have having he hello help her here hers hey hi him his hope how however i if in " +
    "into is isn it its itself just kindly know last let like little ll look looking lot made make makes many may " +
    "maybe me might mine more most much must my need needs never new next no nor not now of off ok okay on once one " +
    "only or other our ours out over own perhaps please pls possible quick quickly quite rather re really right " +
    "same say see seem seems shall she should since so some somebody somehow someone something soon still such " +
    "sure take tell than thank thanks that the their them then there these they thing things think this those " +
    "through thx to today tomorrow too try trying two under until up upon us ve very via want wants was we week " +
    "well went were what when where whether which while who whom whose why will with within without won work " +
    "working would yes yesterday yet you your yours"
  ).split(" "),
);

/** Folds compatibility forms and accents so that `café`, decomposed or not, is found as `cafe`. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(DIACRITICS, "").normalize("NFC");
}

function undouble(stem: string): string {
  const last = stem.at(-1);
  return last === stem.at(-2) && last !== "l" && last !== "s" && last !== "z" ? stem.slice(0, -1) : stem;
}

function withoutVerbEnding(term: string): string {
  for (const ending of ["ing", "ed"]) {
    const stem = term.slice(0, -ending.length);
    if (term.endsWith(ending) && stem.length >= 3 && VOWEL.test(stem)) return undouble(stem);
  }
  return term;
}

function withoutPlural(term: string): string {
  if (term.length > 4 && term.endsWith("ies")) return `${term.slice(0, -3)}y`;
  if (term.endsWith("sses")) return term.slice(0, -2);
  return /[^sui]s$/u.test(term) ? term.slice(0, -1) : term;
}

/**
 * Cuts common English endings so that `allocates`, `allocating`, `allocator` and `allocation` meet. Both
 * sides of a comparison go through it, so a stem need not be a word, only stable.
 */
function stem(term: string): string {
  if (term.length < 4 || NOT_ASCII.test(term)) return term;
  const bare = withoutVerbEnding(withoutPlural(term));
  const noun = bare.length > 6 ? bare.replace(/(?<=at)(?:ion|or)$/u, "") : bare;
  return noun.length > 4 && noun.endsWith("e") ? noun.slice(0, -1) : noun;
}

function isTerm(term: string): boolean {
  return term.length >= MIN_TERM_CHARS && term.length <= MAX_TERM_CHARS;
}

/** Scripts written without spaces give overlapping pairs of characters. */
function pairs(word: string): string[] {
  const chars = Array.from(word);
  return chars.length < 2 ? chars : chars.slice(1).map((char, at) => `${chars[at] ?? ""}${char}`);
}

function partsOf(word: string): string[] {
  if (!NOT_ASCII.test(word)) return (word.match(ASCII_PART) ?? []).map((part) => part.toLowerCase());
  if (UNSPACED.test(word)) return pairs(word.toLowerCase());
  return (word.match(PART) ?? []).map((part) => part.toLowerCase());
}

/** `HybridMemoryPool` gives hybrid, memory, pool and the whole name; an ordinary word gives its stem. */
function termsOfWord(word: string): readonly string[] {
  const parts = partsOf(word);
  const terms = parts.map(stem).filter(isTerm);
  const whole = parts.join("");
  if (parts.length > 1 && !UNSPACED.test(word) && isTerm(whole)) terms.push(whole);
  return terms;
}

function wordsOf(text: string): readonly string[] {
  if (!NOT_ASCII.test(text)) return text.match(ASCII_WORD) ?? [];
  return fold(text).match(WORD) ?? [];
}

/**
 * A function from text to its distinct terms, in the order they first appear. Identifiers in snake_case,
 * kebab-case and camelCase give their parts and the whole, paths give their segments; words that only make a
 * sentence are left out. It remembers words it has seen, which makes source code several times faster to
 * read; that memory is bounded.
 */
export function createTokeniser(): (text: string) => string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const terms = new Set<string>();
    for (const word of new Set(wordsOf(text))) {
      let found = known.get(word);
      if (found === undefined) {
        if (known.size >= MAX_CACHED_WORDS) known.clear();
        found = STOP_WORDS.has(word.toLowerCase()) ? [] : termsOfWord(word);
        known.set(word, found);
      }
      for (const term of found) terms.add(term);
    }
    return [...terms];
  };
}

/** The distinct terms of one text, see `createTokeniser`. */
export function contentTerms(text: string): readonly string[] {
  return createTokeniser()(text);
}

/**
 * The stems of a text in order, nothing left out and no compounds: for finding a phrase inside another text.
 */
export function phraseTerms(text: string): readonly string[] {
  return wordsOf(text).flatMap((word) => partsOf(word).map(stem));
}
