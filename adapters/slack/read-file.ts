import { z } from "zod";
import { fetchText } from "../../src/attachments/fetch-text.ts";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { SlackClients } from "./clients.ts";
import { isSlacks } from "./is-slacks.ts";

const FileInfo = z.object({
  file: z.object({ url_private_download: z.url().optional(), url_private: z.url().optional() }),
});

export interface ReadFileOptions {
  readonly clients: Pick<SlackClients, "of" | "who">;
  /** Where the Web API is, if not at Slack: files from there are fetched as well. */
  readonly apiUrl?: string;
  readonly fetch: typeof fetch;
}

const TIMEOUT_MS = 5_000;

/** Text files of messages, by the scope `files:read`. See https://docs.slack.dev/reference/objects/file-object */
export function createSlackFileReader({
  clients,
  apiUrl,
  fetch,
}: ReadFileOptions): NonNullable<ChatPort["readFile"]> {
  return async ({ workspace }, { id }, maxBytes) => {
    const found = FileInfo.safeParse(await clients.of(workspace).files.info({ file: id }));
    const address = found.data?.file.url_private_download ?? found.data?.file.url_private;
    const token = clients.who(workspace)?.botToken;
    if (address === undefined || token === undefined) return undefined;
    // The token goes to Slack and nowhere else, whatever address a file claims to have.
    if (!isSlacks(address, apiUrl)) return undefined;
    return fetchText(new URL(address), {
      headers: { authorization: `Bearer ${token}` },
      maxBytes,
      timeoutMs: TIMEOUT_MS,
      fetch,
    });
  };
}
