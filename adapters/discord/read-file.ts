import { Routes } from "discord.js";
import { z } from "zod";
import { fetchText } from "../../src/attachments/fetch-text.ts";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { MessageRef } from "../../src/chat/messages.ts";
import type { DiscordRest } from "./discord-rest.ts";

const WithAttachments = z.object({
  attachments: z.array(z.object({ id: z.string(), url: z.url() })),
});

export interface FileReaderOptions {
  readonly rest: Pick<DiscordRest, "call">;
  /** The channel that a message stands in, which for one in a thread is the thread. */
  readonly homeOf: (ref: MessageRef) => Promise<string>;
  readonly fetch: typeof fetch;
}

const TIMEOUT_MS = 5_000;
const HOSTS: ReadonlySet<string> = new Set(["cdn.discordapp.com", "media.discordapp.net"]);

/** Text files of messages. Their addresses run out after a day, so the message is asked for again. */
export function createDiscordFileReader({
  rest,
  homeOf,
  fetch,
}: FileReaderOptions): NonNullable<ChatPort["readFile"]> {
  return async (message, { id }, maxBytes) => {
    const path = Routes.channelMessage(await homeOf(message), message.id);
    const found = WithAttachments.safeParse(await rest.call({ method: "GET", path }));
    const address = found.data?.attachments.find((attachment) => attachment.id === id)?.url;
    const url = address === undefined ? undefined : new URL(address);
    if (url?.protocol !== "https:" || !HOSTS.has(url.host)) return undefined;
    return fetchText(url, { maxBytes, timeoutMs: TIMEOUT_MS, fetch });
  };
}
