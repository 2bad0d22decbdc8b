import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createGatewaySide } from "./gateway-side.ts";
import type { GatewaySide } from "./gateway-side.ts";
import { createRestSide } from "./rest-side.ts";
import { createRoom } from "./room.ts";
import type { Room } from "./room.ts";

/** A request as the bot made it. */
export interface SeenRequest {
  readonly method: string;
  /** Below `/api/v10`. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly atMs: number;
  readonly status: number;
}

/** All requests to all servers of this process, for looking at them afterwards. */
export const everyRequest: SeenRequest[] = [];

/** What goes wrong with the next requests whose method and path fit. */
export interface Fault {
  readonly method?: string;
  readonly path: RegExp;
  /** Default: once. */
  readonly times?: number;
  readonly status: number;
  /** Carried out all the same; only the answer is lost. */
  readonly isDone?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface DiscordServer {
  readonly apiUrl: string;
  readonly room: Room;
  readonly gateway: GatewaySide;
  readonly requests: readonly SeenRequest[];
  /** Interactions by id, with the first answer of the bot. */
  readonly answers: ReadonlyMap<
    string,
    { readonly body: { type: number; data?: Record<string, unknown> }; readonly atMs: number }
  >;
  fail(fault: Fault): void;
  close(): Promise<void>;
}

/** A Discord in miniature: REST and gateway with what the adapter uses, in memory, with faults on demand. */
export async function startDiscordServer(
  options: { heartbeatMs?: number; port?: number } = {},
): Promise<DiscordServer> {
  const requests: SeenRequest[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const server: Server = createServer();
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const room = createRoom();
  const gateway = createGatewaySide(server, room, {
    url: `ws://127.0.0.1:${port}`,
    heartbeatMs: options.heartbeatMs ?? 20_000,
  });
  room.onEvent((type, data) => gateway.dispatch(type, data));
  const rest = createRestSide(room, { gatewayUrl: `ws://127.0.0.1:${port}` });

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://x");
    const path = decodeURIComponent(url.pathname.replace(/^\/api\/v10/u, ""));
    const method = request.method ?? "GET";
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { body, files } = await readBody(request.headers["content-type"], Buffer.concat(chunks));
    const at = faults.findIndex(({ fault }) => (fault.method ?? method) === method && fault.path.test(path));
    const found = faults[at];
    let result = { status: 200, body: undefined as unknown, headers: {} as Record<string, string> };
    if (found === undefined || found.fault.isDone === true) {
      result = {
        headers: {},
        body: undefined,
        ...rest.handle({ method, path, query: url.searchParams, body, files }),
      };
    }
    if (found !== undefined) {
      found.left -= 1;
      if (found.left <= 0) faults.splice(at, 1);
      result = { status: found.fault.status, body: found.fault.body, headers: { ...found.fault.headers } };
    }
    const seen = { method, path, query: url.search, body, atMs: Date.now(), status: result.status };
    requests.push(seen);
    everyRequest.push(seen);
    const type = result.body === undefined ? {} : { "content-type": "application/json" };
    response.writeHead(result.status, { ...type, ...result.headers });
    response.end(result.body === undefined ? "" : JSON.stringify(result.body));
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    room,
    gateway,
    requests,
    answers: rest.answers,
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    async close() {
      await gateway.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(
  type: string | undefined,
  raw: Buffer,
): Promise<{ body: unknown; files: Record<string, string> }> {
  if (raw.length === 0) return { body: undefined, files: {} };
  if (type?.startsWith("multipart/") !== true) return { body: JSON.parse(raw.toString("utf8")), files: {} };
  const form = await new Response(raw, { headers: { "content-type": type } }).formData();
  const files: Record<string, string> = {};
  let body: unknown;
  for (const [name, value] of form.entries()) {
    if (typeof value === "string") body = name === "payload_json" ? JSON.parse(value) : body;
    else files[value.name] = Buffer.from(await value.arrayBuffer()).toString("utf8");
  }
  return { body, files };
}
