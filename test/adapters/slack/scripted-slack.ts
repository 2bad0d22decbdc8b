import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CONFLICT, createStreamPeer } from "./stream-peer.ts";
import type { SlackStream } from "./stream-peer.ts";

export type Fields = Readonly<Record<string, string>>;

/** `drop`: the connection breaks before the call takes effect; `drop-after`: after; `hang`: no answer ever. */
export type Reply =
  | "drop"
  | "drop-after"
  | "hang"
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: object | string };

export interface SlackPost {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | undefined;
  text: string;
  blocks: string;
  readonly delivery: string;
  readonly atMs: number;
}

export interface ScriptedCall {
  readonly method: string;
  readonly fields: Fields;
  readonly atMs: number;
}

/** As much of Slack's Web API as posting needs, with every fault on demand. */
export interface ScriptedSlack {
  readonly apiUrl: string;
  readonly calls: readonly ScriptedCall[];
  readonly posts: readonly SlackPost[];
  /** Messages that began as streams; they are among the posts as well. */
  readonly streams: readonly SlackStream[];
  /** What becomes of calls of a method; undefined lets one pass. */
  script(method: string, reply: (fields: Fields) => Reply | undefined): void;
  close(): Promise<void>;
}

export const refused = (error: string): Reply => ({ body: { ok: false, error } });
export const limited = (seconds: number): Reply => ({
  status: 429,
  headers: { "retry-after": String(seconds) },
  body: { ok: false, error: "ratelimited" },
});

export async function startScriptedSlack(): Promise<ScriptedSlack> {
  const calls: ScriptedCall[] = [];
  const posts: SlackPost[] = [];
  const streams = createStreamPeer(posts);
  const scripts = new Map<string, (fields: Fields) => Reply | undefined>();

  function effect(method: string, fields: Fields): object {
    if (method === "chat.postMessage") return post(fields);
    if (method === "chat.update") return streams.isOpen(fields.ts) ? CONFLICT : update(fields);
    const streamed = streams.effect(method, fields);
    if (streamed !== undefined) return streamed;
    if (method === "conversations.replies" && fields.limit === "1")
      return { messages: [{ ts: fields.ts, user: "U1", team: "T1" }] };
    if (method === "conversations.open") return { channel: { id: `D${fields.users ?? ""}` } };
    if (method === "conversations.history" || method === "conversations.replies")
      return { messages: posts.filter(({ channel }) => channel === fields.channel).map(listed) };
    if (method === "chat.getPermalink")
      return { permalink: `https://example.slack.com/${fields.message_ts ?? ""}` };
    if (method === "reactions.get") return { message: { reactions: [] } };
    return {};
  }
  function post(fields: Fields): object {
    const metadata = JSON.parse(fields.metadata ?? "{}") as { event_payload?: { delivery: string } };
    const ts = `1800000000.${String(posts.length + 1).padStart(6, "0")}`;
    const { channel = "", thread_ts: thread, text = "", blocks = "[]" } = fields;
    posts.push({
      channel,
      ts,
      thread,
      text,
      blocks,
      delivery: metadata.event_payload?.delivery ?? "",
      atMs: Date.now(),
    });
    return { ts, channel };
  }
  function update({ ts, text = "", blocks = "[]" }: Fields): object {
    const found = posts.find((one) => one.ts === ts);
    if (found === undefined) return { ok: false, error: "message_not_found" };
    Object.assign(found, { text, blocks });
    return { ts };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
    const method = (request.url ?? "").replace(/^\/api\//u, "");
    calls.push({ method, fields, atMs: Date.now() });
    const reply = scripts.get(method)?.(fields);
    if (reply === "hang") return;
    if (reply === "drop") {
      response.destroy();
      return;
    }
    if (reply !== undefined && reply !== "drop-after") {
      const { status = 200, headers = {}, body } = reply;
      response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
      return;
    }
    const answer = JSON.stringify({ ok: true, ...effect(method, fields) });
    if (reply === "drop-after") response.destroy();
    else response.writeHead(200, { "content-type": "application/json" }).end(answer);
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    posts,
    streams: streams.all,
    script: (method, reply) => void scripts.set(method, reply),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listed({ ts, thread, text, blocks, delivery }: SlackPost): object {
  return {
    ts,
    ...(thread === undefined ? {} : { thread_ts: thread }),
    text,
    blocks: JSON.parse(blocks) as unknown,
    ...(delivery === ""
      ? {}
      : { metadata: { event_type: "switchyard_delivery", event_payload: { delivery } } }),
  };
}
