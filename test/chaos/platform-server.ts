import { createServer } from "node:http";
import type { IncomingMessage as HttpRequest, ServerResponse } from "node:http";
import { z } from "zod";
import { MessageRef, OutgoingMessage, Conversation, MessageStatus } from "../../src/chat/messages.ts";

const PostBody = z.object({ to: Conversation, message: OutgoingMessage, deliveryId: z.string() });
const StatusBody = z.object({ target: MessageRef, status: MessageStatus });

export interface RecordedPost {
  readonly deliveryId: string;
  readonly thread: string;
  readonly text: string;
}

export interface PlatformFaults {
  /** Whether to store the post and then drop the connection instead of answering. */
  readonly loseAnswer: () => boolean;
  /** Whether to refuse with a rate limit before storing. */
  readonly rateLimit: () => boolean;
}

export interface PlatformServer {
  readonly url: string;
  readonly posts: readonly RecordedPost[];
  readonly statuses: ReadonlyMap<string, string[]>;
  close(): Promise<void>;
}

async function bodyOf(request: HttpRequest): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** A chat platform in a process of its own life: what it stored stays, whatever dies around it. */
export async function startPlatformServer(faults: PlatformFaults): Promise<PlatformServer> {
  const posts: RecordedPost[] = [];
  const statuses = new Map<string, string[]>();

  async function route(request: HttpRequest, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://platform");
    if (url.pathname === "/find") {
      const index = posts.findIndex(({ deliveryId }) => deliveryId === url.searchParams.get("deliveryId"));
      return send(response, 200, index === -1 ? {} : { id: `p${index}` });
    }
    if (url.pathname === "/status") {
      const { target, status } = StatusBody.parse(await bodyOf(request));
      statuses.set(target.id, [...(statuses.get(target.id) ?? []), status.state]);
      return send(response, 200, {});
    }
    const { to, message, deliveryId } = PostBody.parse(await bodyOf(request));
    if (faults.rateLimit()) return send(response, 429, { retryAfterMs: 100 });
    posts.push({ deliveryId, thread: to.thread ?? "", text: message.text });
    if (faults.loseAnswer()) {
      request.socket.destroy();
      return;
    }
    return send(response, 200, { id: `p${posts.length - 1}` });
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => send(response, 400, { error: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    posts,
    statuses,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
