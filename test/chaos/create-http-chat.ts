import { createServer } from "node:http";
import type { Server } from "node:http";
import { z } from "zod";
import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import { Incoming } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";

const Answer = z.object({ id: z.string().optional(), retryAfterMs: z.number().optional() });

async function call(url: string, body?: unknown): Promise<z.infer<typeof Answer>> {
  let response: Response;
  try {
    response = await fetch(url, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  } catch (error) {
    throw new BotError("chat.unknown_outcome", "The platform dropped the connection", {
      cause: error,
      retryable: true,
    });
  }
  const answer = Answer.parse(await response.json());
  if (response.status === 429) {
    throw new BotError("chat.rate_limited", "The platform asked us to wait", {
      retryable: true,
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  }
  if (!response.ok) throw new BotError("chat.refused", `The platform refused: ${response.status}`);
  return answer;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

/** A chat platform over HTTP: events come in as POSTs that are answered 200 once they are durable. */
export function createHttpChat(options: { platformUrl: string; port: number }): ChatPort {
  const { platformUrl } = options;
  let server: Server | undefined;

  function listen(receiver: ChatReceiver): Server {
    return createServer((request, response) => {
      readAll(request)
        .then(async (body) => receiver.receive(Incoming.parse(JSON.parse(body))))
        .then((outcome) => {
          response.writeHead(200);
          response.end(outcome);
        })
        .catch(() => {
          response.writeHead(503);
          response.end();
        });
    });
  }

  return {
    platform: "http",
    workspaces: () => ["chaos"],
    async start(receiver) {
      const listening = listen(receiver);
      server = listening;
      await new Promise<void>((resolve) => listening.listen(options.port, "127.0.0.1", resolve));
    },
    async stop() {
      server?.close();
      server?.closeAllConnections();
    },
    async post(to, message, { deliveryId }) {
      const { id = "" } = await call(`${platformUrl}/post`, { to, message, deliveryId });
      return { ...to, id };
    },
    async update() {
      throw new BotError("chat.unsupported", "This platform cannot change messages");
    },
    async setStatus(target, status) {
      await call(`${platformUrl}/status`, { target, status });
    },
    async findDelivery(to, deliveryId) {
      const { id } = await call(`${platformUrl}/find?deliveryId=${encodeURIComponent(deliveryId)}`);
      return id === undefined ? undefined : { ...to, id };
    },
  };
}
