/** A text and where it stands, such as `agent-config/routing/front-door.jsonl:12`. */
export interface PlacedText {
  readonly text: string;
  readonly place: string;
}

/** Two texts that say nearly the same in nearly the same words. */
export interface NearDuplicate {
  readonly one: PlacedText;
  readonly other: PlacedText;
  /** Jaccard over pieces of four characters, 0 to 1; 1 when they are equal but for case and punctuation. */
  readonly similarity: number;
}

export interface NearDuplicateOptions {
  /** From this similarity on. */
  readonly threshold: number;
  /** Names of parts of the project: which one a text names makes no difference. */
  readonly components?: readonly string[];
}

const SHINGLE_CHARS = 4;

/** Every text of `texts` that is near one of `others`, with its nearest; nearest pairs first. */
export function findNearDuplicates(
  texts: readonly PlacedText[],
  others: readonly PlacedText[],
  options: NearDuplicateOptions,
): NearDuplicate[] {
  const index = createIndex(others, options);
  const found = texts.flatMap((one) => {
    const [nearest] = index.search(one.text);
    return nearest === undefined ? [] : [{ one, ...nearest }];
  });
  return found.sort((a, b) => b.similarity - a.similarity);
}

/** Every pair of near texts within one list, each pair once; nearest pairs first. */
export function findNearPairs(texts: readonly PlacedText[], options: NearDuplicateOptions): NearDuplicate[] {
  const index = createIndex(texts, options);
  const pairs = texts.flatMap((one, at) =>
    index
      .search(one.text)
      .filter(({ position }) => position > at)
      .map((near) => ({ one, ...near })),
  );
  return pairs.sort((a, b) => b.similarity - a.similarity);
}

/** Lower case, one blank between words, no punctuation, and one word for every component and placeholder. */
export function normaliseText(text: string, components: readonly string[] = []): string {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\{(?:component|project)\}/gu, " component ");
  const named = components.reduce(
    (rest, component) => rest.replaceAll(component.toLowerCase(), " component "),
    plain,
  );
  const words = named.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  // Of a message without any word there is nothing else to compare.
  return words === "" ? plain.replace(/\s+/gu, " ").trim() : words;
}

interface Found {
  readonly other: PlacedText;
  readonly position: number;
  readonly similarity: number;
}

interface Index {
  /** Best first. */
  search(text: string): Found[];
}

/** Which text has which piece: what two texts share is counted without comparing them piece by piece. */
function createIndex(
  texts: readonly PlacedText[],
  { threshold, components = [] }: NearDuplicateOptions,
): Index {
  const sizes = new Uint32Array(texts.length);
  const positionsOf = new Map<string, number[]>();
  for (const [position, { text }] of texts.entries()) {
    const shingles = toShingles(normaliseText(text, components));
    sizes[position] = shingles.size;
    for (const shingle of shingles) {
      const positions = positionsOf.get(shingle);
      if (positions === undefined) positionsOf.set(shingle, [position]);
      else positions.push(position);
    }
  }
  // One array for all searches: a map for each would take ten times as long over thousands of texts.
  const shared = new Uint32Array(texts.length);
  return {
    search(text) {
      const shingles = toShingles(normaliseText(text, components));
      shared.fill(0);
      for (const shingle of shingles) {
        for (const position of positionsOf.get(shingle) ?? []) shared[position] = (shared[position] ?? 0) + 1;
      }
      const found: Found[] = [];
      for (let position = 0; position < texts.length; position += 1) {
        const count = shared[position] ?? 0;
        if (count === 0) continue;
        const similarity = count / (shingles.size + (sizes[position] ?? 0) - count);
        const other = texts[position];
        if (similarity >= threshold && other !== undefined) found.push({ other, position, similarity });
      }
      return found.sort((a, b) => b.similarity - a.similarity || a.position - b.position);
    },
  };
}

/** A blank on each side, so that a text of one short word has pieces too. */
function toShingles(normalised: string): Set<string> {
  const padded = ` ${normalised} `;
  const last = Math.max(0, padded.length - SHINGLE_CHARS);
  return new Set(Array.from({ length: last + 1 }, (_, at) => padded.slice(at, at + SHINGLE_CHARS)));
}
