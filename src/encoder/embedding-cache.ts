import { LRUCache } from "lru-cache";

/** Vectors of the texts that were asked for last. */
export interface EmbeddingCache {
  get(text: string): Float32Array | undefined;
  set(text: string, vector: Float32Array): void;
}

/** Keeps `size` vectors and forgets the one that was not asked for the longest; 0 keeps none. */
export function createEmbeddingCache(size: number): EmbeddingCache {
  // To the library 0 means without bound.
  if (size === 0) return { get: () => undefined, set: () => undefined };
  const vectors = new LRUCache<string, Float32Array>({ max: size });
  return {
    get: (text) => vectors.get(text),
    set: (text, vector) => void vectors.set(text, vector),
  };
}
