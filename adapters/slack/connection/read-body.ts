import type { IncomingMessage } from "node:http";

/**
 * The body of a request as text; undefined when it is longer than `maxBytes`. Of that nothing is kept, and its end is not
 * waited for; the connection stays open, so that the answer still gets through.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
    request.resume();
    return undefined;
  }
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        chunks = [];
        resolve(undefined);
      }
    });
    request.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.once("error", reject);
    request.once("close", () => resolve(""));
  });
}
