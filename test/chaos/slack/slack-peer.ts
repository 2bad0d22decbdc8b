import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { freePort } from "../../free-port.ts";

export const TEAM = "T1";
export const BOT_USER = "UBOT";
export const SIGNING_SECRET = "shhh";

export interface PeerCall {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
  readonly atMs: number;
}

type Answer =
  Record<string, unknown> | { readonly status: number; readonly headers?: Record<string, string> };

/** What Slack's Web API and Socket Mode do, with faults on demand. */
export interface SlackPeer {
  readonly apiUrl: string;
  readonly calls: readonly PeerCall[];
  /** Sockets that are open at this moment. */
  readonly sockets: ReadonlySet<WebSocket>;
  /** How often a socket said hello. */
  readonly hellos: () => number;
  /** Envelopes that were acknowledged, by id. */
  readonly acks: ReadonlyMap<string, unknown>;
  answer(method: string, answer: (body: Readonly<Record<string, string>>) => Answer): void;
  /** Sends to the newest socket. */
  envelope(type: "events_api" | "slash_commands" | "interactive", payload: object): string;
  /** Closes as a broken network does. */
  cut(): void;
  disconnect(reason: string): void;
  /** Neither pongs nor closes any more, for sockets that are open now. */
  freeze(): void;
  /** Nobody listens; what is open is cut. */
  vanish(): Promise<void>;
  appear(): Promise<void>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (request.headers["content-type"]?.includes("json") === true) return JSON.parse(text || "{}");
  return Object.fromEntries(new URLSearchParams(text));
}

/** A workspace with one channel whose members are whoever writes. */
export async function startSlackPeer(): Promise<SlackPeer> {
  const calls: PeerCall[] = [];
  const acks = new Map<string, unknown>();
  const sockets = new Set<WebSocket>();
  const connections = new Set<Socket>();
  const answers = new Map<string, (body: Readonly<Record<string, string>>) => Answer>();
  let posts = 0;
  let sent = 0;
  let hellos = 0;
  // One that nobody else gets while the peer is away.
  const port = await freePort();

  const server = createServer((request, response) => void respond(request, response));
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  const web = new WebSocketServer({ server, path: "/link", autoPong: true });
  web.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => sockets.delete(socket));
    socket.on("message", (data: Buffer) => {
      const { envelope_id: id, payload } = JSON.parse(data.toString("utf8")) as {
        envelope_id: string;
        payload: unknown;
      };
      acks.set(id, payload);
    });
    hellos += 1;
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size }));
  });

  const usual: Record<string, (body: Readonly<Record<string, string>>) => Answer> = {
    "auth.test": () => ({ team_id: TEAM, user_id: BOT_USER, bot_id: "BBOT" }),
    "apps.connections.open": () => ({ url: `ws://127.0.0.1:${port}/link` }),
    "users.info": ({ user = "" }) => ({ user: { id: user, name: user.toLowerCase(), team_id: TEAM } }),
    "usergroups.list": () => ({ usergroups: [{ id: "S1", users: ["ULEAD"] }] }),
    "conversations.replies": ({ ts = "" }) => ({ messages: [{ ts }] }),
    "chat.postMessage": () => {
      posts += 1;
      return { ts: `1800000000.${String(posts).padStart(6, "0")}`, channel: "C1" };
    },
  };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? "").replace(/^\/api\//u, "").split("?")[0] ?? "";
    const body = await bodyOf(request);
    calls.push({ method, body, atMs: Date.now() });
    const answer = (answers.get(method) ?? usual[method] ?? (() => ({})))(body);
    const { status, headers } = answer as { status?: number; headers?: Record<string, string> };
    response.writeHead(typeof status === "number" ? status : 200, {
      "content-type": "application/json",
      ...headers,
    });
    response.end(JSON.stringify({ ok: true, ...answer }));
  }

  async function appear(): Promise<void> {
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  }
  async function vanish(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of connections) socket.destroy();
    await closed;
  }
  await appear();
  const newest = (): WebSocket | undefined => [...sockets].at(-1);
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    sockets,
    acks,
    hellos: () => hellos,
    answer: (method, answer) => void answers.set(method, answer),
    envelope(type, payload) {
      sent += 1;
      const envelope = {
        envelope_id: `E${sent}`,
        type,
        payload,
        accepts_response_payload: type !== "events_api",
      };
      newest()?.send(JSON.stringify(envelope));
      return `E${sent}`;
    },
    cut() {
      for (const socket of sockets) socket.terminate();
    },
    disconnect: (reason) => newest()?.send(JSON.stringify({ type: "disconnect", reason })),
    freeze() {
      for (const socket of sockets) {
        socket.pong = () => undefined;
        socket.close = () => undefined;
        sockets.delete(socket);
      }
    },
    vanish,
    appear,
    async close() {
      await vanish();
      web.close();
    },
  };
}

let events = 0;

/** An event as Slack's Events API wraps it. */
export function eventBody(event: object, eventId?: string): Record<string, unknown> {
  events += 1;
  return {
    type: "event_callback",
    team_id: TEAM,
    api_app_id: "A1",
    event_id: eventId ?? `Ev${events}`,
    event_time: 1_800_000_000,
    authorizations: [{ team_id: TEAM, user_id: BOT_USER, is_bot: true }],
    event,
  };
}

export function tsOfNumber(number: number): string {
  return `1790000000.${String(number).padStart(6, "0")}`;
}

/** Somebody mentions the bot. */
export function mention(number: number, text: string, more: object = {}): Record<string, unknown> {
  return {
    type: "app_mention",
    user: "U1",
    channel: "C1",
    text: `<@${BOT_USER}> ${text}`,
    ts: tsOfNumber(number),
    ...more,
  };
}

/** The headers that prove that a body comes from Slack. */
export function signed(body: string, seconds = Math.floor(Date.now() / 1_000), secret = SIGNING_SECRET) {
  const hash = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-signature": `v0=${hash}`, "x-slack-request-timestamp": String(seconds) };
}
