import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackChat } from "../../../adapters/slack/create-slack-chat.ts";
import type { SlackChatOptions } from "../../../adapters/slack/create-slack-chat.ts";
import { tsOf } from "../../../adapters/slack/ids.ts";
import type { ChatPort, ChatReceiver } from "../../../src/chat/chat-port.ts";
import type { Incoming } from "../../../src/chat/messages.ts";
import { systemClock } from "../../../src/clock.ts";
import type { HttpHandler } from "../../../src/http/start-http-server.ts";
import { createReceiver } from "../../../src/inbox/create-receiver.ts";
import type { JobQueue } from "../../../src/jobs/job-queue.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { startDispatcher } from "../../../src/outbox/create-dispatcher.ts";
import type { Store } from "../../../src/store/store.ts";
import { createFakeJobQueue } from "../../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import type { SlackPeer } from "./slack-peer.ts";
import { SIGNING_SECRET } from "./slack-peer.ts";

export interface RigOptions extends Partial<
  Pick<
    SlackChatOptions,
    | "times"
    | "limits"
    | "onAlarm"
    | "access"
    | "reactions"
    | "commandPrefix"
    | "answers"
    | "startMs"
    | "findMs"
  >
> {
  readonly peer: SlackPeer;
  readonly via: "socket" | "http";
  /** Shared by several bots. Default: one in memory. */
  readonly store?: Store;
  /** What the bot says to a message. Default: what it said. */
  readonly reply?: (text: string) => string | undefined;
  /** Of the HTTP server. Default: a free one. */
  readonly port?: number;
  readonly formFor?: NonNullable<ChatReceiver["formFor"]>;
  readonly homeOpened?: NonNullable<ChatReceiver["homeOpened"]>;
  readonly letIn?: NonNullable<ChatReceiver["letIn"]>;
  readonly onReceived?: (incoming: Incoming) => void;
  readonly receive?: (go: () => Promise<"accepted" | "duplicate">) => Promise<"accepted" | "duplicate">;
}

/** The Slack adapter with the real inbox and outbox around it, and a core that answers every message once. */
export interface SlackRig {
  readonly chat: ChatPort;
  readonly store: Store;
  /** Keys of the messages that jobs were added for, one each. */
  readonly jobs: readonly string[];
  /** How often the core's receiver was called. */
  readonly received: () => number;
  /** Where Slack posts its events to; only over HTTP. */
  readonly url: string;
  stop(): Promise<void>;
}

export const QUICK = { helloMs: 500, silentMs: 400, retryMs: 200, refusedMs: 15_000 };

function toSend(clients: ReturnType<typeof createSlackClients>): SlackChatOptions["sender"] {
  return () => ({
    async post(to, message) {
      const thread = tsOf(to.thread);
      const said = await clients.of(to.workspace).chat.postMessage({
        channel: to.channel,
        text: message.text,
        ...(thread === undefined ? {} : { thread_ts: thread }),
      });
      return { ...to, id: said.ts ?? "" };
    },
    update: async () => undefined,
    setStatus: async () => undefined,
  });
}

async function serve(mounted: ReadonlyMap<string, HttpHandler>, port = 0) {
  const server = createServer((request, response) => {
    const handler = mounted.get((request.url ?? "").split("?")[0] ?? "");
    if (handler === undefined) response.writeHead(404).end();
    else handler(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export async function startRig(options: RigOptions): Promise<SlackRig> {
  const { peer, via, reply = (text: string) => `heard ${text}` } = options;
  const store = options.store ?? createMemoryStore({ now: systemClock.now });
  const clients = createSlackClients({ apiUrl: peer.apiUrl, log: silentLogger, timeoutMs: 20_000 });
  const mounted = new Map<string, HttpHandler>();
  const tokens = via === "socket" ? { appToken: "xapp-1" } : { signingSecret: SIGNING_SECRET };
  const chat = createSlackChat({
    access: { botToken: "xoxb-1", ...tokens },
    apiUrl: peer.apiUrl,
    clients,
    sender: toSend(clients),
    toView: () => ({ type: "modal", title: { type: "plain_text", text: "form" }, blocks: [] }),
    reactions: { stop: ["octagonal_sign"], take: ["hand"], done: ["heavy_check_mark"] },
    commandPrefix: "",
    store,
    mount: (path, handler) => void mounted.set(path, handler),
    now: systemClock.now,
    log: silentLogger,
    times: QUICK,
    ...options,
  });
  const jobs: string[] = [];
  const fake = createFakeJobQueue();
  const queue: JobQueue = {
    ...fake,
    async add(request) {
      const { key } = request.payload as { key: string };
      if (jobs.includes(key)) return;
      jobs.push(key);
      await answerOnce(key, store, reply);
    },
  };
  const receiver = createReceiver({ store, jobs: queue, log: silentLogger });
  let received = 0;
  const dispatcher = await startDispatcher({
    deliveries: store.deliveries,
    wake: store.wake,
    ports: [chat],
    clock: systemClock,
    random: Math.random,
    log: silentLogger,
    limits: { attempts: 3, backoffMs: 10, maxBackoffMs: 100, leaseMs: 60_000, lanes: 16 },
  });
  const { server, url } = await serve(mounted, options.port);
  await chat.start({
    ...receiver,
    ...(options.formFor === undefined ? {} : { formFor: options.formFor }),
    ...(options.homeOpened === undefined ? {} : { homeOpened: options.homeOpened }),
    ...(options.letIn === undefined ? {} : { letIn: options.letIn }),
    async receive(incoming) {
      received += 1;
      options.onReceived?.(incoming);
      const go = async () => receiver.receive(incoming);
      return options.receive === undefined ? go() : options.receive(go);
    },
  });
  return {
    chat,
    store,
    jobs,
    received: () => received,
    url: `${url}/slack/events`,
    async stop() {
      await chat.stop();
      await dispatcher.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answerOnce(
  key: string,
  store: Store,
  reply: (text: string) => string | undefined,
): Promise<void> {
  const record = await store.inbox.get(key);
  if (record?.incoming.kind !== "message") return;
  const { platform, workspace, channel, thread, id, text } = record.incoming;
  const said = reply(text);
  if (said === undefined) return;
  const to = { platform, workspace, channel, thread: thread ?? id };
  await store.commit({
    inbox: { key, state: "done" },
    deliveries: [{ id: `${key}.answer`, content: { kind: "post", to, message: { text: said } } }],
  });
}

/** Waits until something holds; false when it does not in time, which by default is long enough for any machine. */
export async function until(holds: () => boolean, withinMs = 60_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}
