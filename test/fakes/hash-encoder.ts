import { createHash } from "node:crypto";
import type { SentenceEncoder } from "../../src/encoder/sentence-encoder.ts";
import { BotError } from "../../src/errors.ts";

export interface HashEncoderOptions {
  /** Numbers in a vector. Default 64. */
  readonly width?: number;
  /** Texts that may wait at the same time. Default: any number. */
  readonly maxWaiting?: number;
}

function directionOf(word: string, width: number): readonly [number, number] {
  const hash = createHash("sha256").update(word).digest();
  return [hash.readUInt32LE(0) % width, hash.readUInt8(4) % 2 === 0 ? 1 : -1];
}

/** Texts are alike when they share words: each word points one way along one axis, and a text is the sum of its words. */
function embed(text: string, width: number): Float32Array {
  const vector = new Float32Array(width);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  // Texts without words are alike, and never without direction; the same goes for words that cancel each other.
  for (const word of ["", ...words]) {
    const [axis, sign] = directionOf(word, width);
    vector[axis] = (vector[axis] ?? 0) + (word === "" ? 0.01 : sign);
  }
  if (vector.every((value) => value === 0)) vector[0] = 1;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** A sentence encoder without a model: quick, the same everywhere, and blind to everything but shared words. */
export function createHashEncoder({
  width = 64,
  maxWaiting = Infinity,
}: HashEncoderOptions = {}): SentenceEncoder {
  let waiting = 0;
  let isClosed = false;

  function refuseWhenClosed(): void {
    if (isClosed) throw new BotError("router.encoder_closed", "The encoder is closed.", { retryable: true });
  }

  return {
    id: `hash-${width}`,
    width,
    async encode(text) {
      refuseWhenClosed();
      if (waiting >= maxWaiting) {
        throw new BotError("router.encoder_busy", "Too many texts wait.", { retryable: true });
      }
      waiting += 1;
      await new Promise((resolve) => setImmediate(resolve));
      waiting -= 1;
      return embed(text, width);
    },
    async encodeAll(texts) {
      refuseWhenClosed();
      return Promise.resolve(texts.map((text) => embed(text, width)));
    },
    async close() {
      isClosed = true;
      // Every text that was accepted takes one turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
