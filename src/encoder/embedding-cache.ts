/** Vectors of the texts that were asked for last. */
export interface EmbeddingCache {
  get(text: string): Float32Array | undefined;
  set(text: string, vector: Float32Array): void;
}

/** Keeps `size` vectors and forgets the one that was not asked for the longest; 0 keeps none. */
export function createEmbeddingCache(size: number): EmbeddingCache {
  // A map remembers the order in which keys were added: the first is the oldest.
  const vectors = new Map<string, Float32Array>();
  return {
    get(text) {
      const vector = vectors.get(text);
      if (vector === undefined) return undefined;
      vectors.delete(text);
      vectors.set(text, vector);
      return vector;
    },
    set(text, vector) {
      vectors.delete(text);
      vectors.set(text, vector);
      for (const oldest of vectors.keys()) {
        if (vectors.size <= size) break;
        vectors.delete(oldest);
      }
    },
  };
}
