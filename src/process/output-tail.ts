import type { Readable } from "node:stream";

export interface OutputTail {
  /** What is kept, as text; a character that was cut in two at the beginning is left out. */
  text(): string;
  isTruncated(): boolean;
}

/** Reads a stream to its end and keeps the last bytes: summaries and errors stand at the end of an output. */
export function createOutputTail(stream: Readable | null, maxBytes: number): OutputTail {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let truncated = false;

  function shrink(): void {
    const all = Buffer.concat(chunks);
    chunks = [all.subarray(Math.max(0, all.length - maxBytes))];
    truncated = truncated || all.length > maxBytes;
    bytes = chunks[0]?.length ?? 0;
  }

  stream?.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    // Twice the limit before it is cut, so that a chatty program is not copied on every line.
    if (bytes > 2 * maxBytes) shrink();
  });
  stream?.on("error", () => undefined);

  return {
    text() {
      shrink();
      const text = Buffer.concat(chunks).toString("utf8");
      return truncated ? text.replace(/^\uFFFD+/u, "") : text;
    },
    isTruncated() {
      shrink();
      return truncated;
    },
  };
}
