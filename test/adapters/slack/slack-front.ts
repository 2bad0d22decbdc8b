import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FrontCall {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
}

/** What happens to the next call of a method on its way. */
export type Fault =
  | { readonly kind: "drop-answer" }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    };

/** A door in front of an emulated Slack: counts, spoils, and keeps what the emulator forgets (metadata, ephemerals). */
export interface SlackFront {
  readonly apiUrl: string;
  readonly calls: readonly FrontCall[];
  readonly ephemerals: readonly Readonly<Record<string, string>>[];
  meet(method: string, ...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function fieldsOf(request: IncomingMessage, body: Buffer): Record<string, string> {
  const type = request.headers["content-type"] ?? "";
  if (type.includes("json")) return JSON.parse(body.toString("utf8") || "{}") as Record<string, string>;
  return type.includes("urlencoded") ? Object.fromEntries(new URLSearchParams(body.toString("utf8"))) : {};
}

interface Listed {
  messages?: { ts: string; metadata?: unknown }[];
}

export async function startSlackFront(target: string): Promise<SlackFront> {
  const calls: FrontCall[] = [];
  const ephemerals: Record<string, string>[] = [];
  const metadata = new Map<string, unknown>();
  const faults = new Map<string, Fault[]>();

  async function pass(request: IncomingMessage, body: Buffer) {
    const headers = new Headers();
    for (const name of ["authorization", "content-type"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const answer = await fetch(`${target}${request.url ?? ""}`, {
      method: request.method ?? "POST",
      headers,
      ...(request.method === "GET" ? {} : { body: new Uint8Array(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  function remember(method: string, fields: Readonly<Record<string, string>>, text: string): string {
    if (!text.startsWith("{")) return text;
    const answer = JSON.parse(text) as Listed & { ok: boolean; ts?: string };
    if (method === "chat.postMessage" && answer.ts !== undefined && fields.metadata !== undefined)
      metadata.set(answer.ts, JSON.parse(fields.metadata));
    if (method === "chat.postEphemeral" && answer.ok) ephemerals.push({ ...fields });
    if (fields.include_all_metadata === "true")
      for (const message of answer.messages ?? []) message.metadata = metadata.get(message.ts);
    return JSON.stringify(answer);
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? "").replace(/^\/api\//u, "").split("?")[0] ?? "";
    const body = await read(request);
    const fields = fieldsOf(request, body);
    calls.push({ method, body: fields });
    const fault = faults.get(method)?.shift();
    if (fault?.kind === "answer") {
      response
        .writeHead(fault.status, { "content-type": "application/json", ...fault.headers })
        .end(fault.body ?? "{}");
      return;
    }
    const { status, text } = await pass(request, body);
    const remembered = remember(method, fields, text);
    if (fault?.kind === "drop-answer") response.destroy();
    else response.writeHead(status, { "content-type": "application/json" }).end(remembered);
  }

  const server: Server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    ephemerals,
    meet(method, ...more) {
      faults.set(method, [...(faults.get(method) ?? []), ...more]);
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
