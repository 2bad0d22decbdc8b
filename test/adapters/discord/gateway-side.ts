import { once } from "node:events";
import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { BOT, ID } from "./room.ts";
import type { Room } from "./room.ts";

export interface GatewaySide {
  /** Sends an event to whoever is connected, and keeps it for those who resume. */
  dispatch(type: string, data: unknown): void;
  /** Opcodes that the bot has sent, with the time, oldest first: 2 begins a session, 6 resumes one. */
  readonly heard: readonly { readonly op: number; readonly atMs: number }[];
  /** How many connections are open. */
  open(): number;
  /** Closes every connection with this code; 0 cuts it off. */
  drop(code: number): void;
  /** Asks for a new connection (op 7). */
  askToReconnect(): void;
  /** Declares the session invalid (op 9). */
  invalidate(canResume: boolean): void;
  /** From now on, heartbeats get no answer; or connections no greeting; or sessions are refused with a code. */
  behave(behaviour: {
    readonly isDeaf?: boolean;
    readonly isSilent?: boolean;
    readonly refuseWith?: number;
  }): void;
  close(): Promise<void>;
}

interface Payload {
  readonly op: number;
  readonly d?:
    { readonly session_id?: string; readonly seq?: number; readonly token?: string } | number | null;
}

/** The gateway side: sessions with their events, and everything that a gateway does to its clients. */
export function createGatewaySide(
  server: Server,
  room: Room,
  options: { readonly url: string; readonly heartbeatMs: number },
): GatewaySide {
  const sockets = new Map<WebSocket, boolean>();
  const heard: { op: number; atMs: number }[] = [];
  let events: { s: number; t: string; d: unknown }[] = [];
  let sequence = 0;
  let session = "session-1";
  let behaviour: Parameters<GatewaySide["behave"]>[0] = {};
  const wss = new WebSocketServer({ server });

  const send = (socket: WebSocket, payload: unknown): void => socket.send(JSON.stringify(payload));

  function event(socket: WebSocket | undefined, t: string, d: unknown): void {
    sequence += 1;
    events.push({ s: sequence, t, d });
    if (socket !== undefined) send(socket, { op: 0, s: sequence, t, d });
  }

  function begin(socket: WebSocket): void {
    if (behaviour.refuseWith !== undefined) {
      socket.close(behaviour.refuseWith);
      return;
    }
    session = `session-${heard.length}`;
    events = [];
    sequence = 0;
    sockets.set(socket, true);
    event(socket, "READY", {
      v: 10,
      user: BOT,
      guilds: [{ id: ID.guild, unavailable: true }],
      session_id: session,
      resume_gateway_url: options.url,
      application: { id: ID.application, flags: 0 },
    });
    event(socket, "GUILD_CREATE", room.guild());
  }

  function resume(
    socket: WebSocket,
    { session_id: id, seq = 0 }: { session_id?: string; seq?: number },
  ): void {
    if (id !== session) {
      send(socket, { op: 9, d: false });
      return;
    }
    sockets.set(socket, true);
    for (const { s, t, d } of events.filter(({ s }) => s > seq)) send(socket, { op: 0, s, t, d });
    event(socket, "RESUMED", {});
  }

  function hear(socket: WebSocket, { op, d }: Payload): void {
    heard.push({ op, atMs: Date.now() });
    if (op === 1 && behaviour.isDeaf !== true) send(socket, { op: 11 });
    if (op === 2) begin(socket);
    if (op === 6 && typeof d === "object" && d !== null) resume(socket, d);
  }

  wss.on("connection", (socket) => {
    sockets.set(socket, false);
    socket.on("message", (raw) => hear(socket, JSON.parse((raw as Buffer).toString("utf8")) as Payload));
    socket.on("close", () => sockets.delete(socket));
    if (behaviour.isSilent !== true) send(socket, { op: 10, d: { heartbeat_interval: options.heartbeatMs } });
  });

  const ready = (): WebSocket[] => [...sockets].filter(([, isReady]) => isReady).map(([socket]) => socket);

  return {
    heard,
    open: () => sockets.size,
    dispatch: (type, data) => {
      const [socket] = ready();
      event(socket, type, data);
    },
    drop(code) {
      for (const socket of sockets.keys()) {
        sockets.set(socket, false);
        if (code === 0) socket.terminate();
        else socket.close(code);
      }
    },
    askToReconnect() {
      for (const socket of ready()) send(socket, { op: 7 });
    },
    invalidate(canResume) {
      if (!canResume) session = "none";
      for (const socket of ready()) send(socket, { op: 9, d: canResume });
    },
    behave: (next) => void (behaviour = next),
    async close() {
      for (const socket of sockets.keys()) socket.terminate();
      wss.close();
      await once(wss, "close");
    },
  };
}
