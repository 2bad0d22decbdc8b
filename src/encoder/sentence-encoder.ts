/** Turns texts into vectors whose cosine says how alike they are in meaning. */
export interface SentenceEncoder {
  /** Names weights, tokenizer and arithmetic: the same id gives the same vectors. */
  readonly id: string;
  /** Numbers in a vector. */
  readonly width: number;
  /**
   * The unit-length vector of a text, of any length and script; it belongs to the caller. Rejects with
   * `router.encoder_busy` when too many texts wait, and with `router.encoder_closed` after `close`.
   */
  encode(text: string): Promise<Float32Array>;
  /** One vector for each text, in order; for many texts at once, waits instead of rejecting. */
  encodeAll(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Lets the texts finish that `encode` has accepted, then frees the memory. */
  close(): Promise<void>;
}
