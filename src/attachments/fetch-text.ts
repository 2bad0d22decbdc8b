export interface FetchTextOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Larger files are left unread. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

/**
 * The text behind an address; undefined when it is too large, no text, or not there. Follows no redirect, since the
 * headers may hold a token. Rejects when the network fails.
 */
export async function fetchText(
  url: URL,
  { headers, maxBytes, timeoutMs, fetch }: FetchTextOptions,
): Promise<string | undefined> {
  const response = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
    ...(headers === undefined ? {} : { headers }),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return toText(Buffer.concat(chunks));
}

function toText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
