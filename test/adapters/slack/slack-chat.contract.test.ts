import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackChat } from "../../../adapters/slack/create-slack-chat.ts";
import { createSlackSender } from "../../../adapters/slack/create-slack-sender.ts";
import { formToView } from "../../../adapters/slack/outgoing/form-to-view.ts";
import type { SlackBlock } from "../../../adapters/slack/outgoing/slack-blocks.ts";
import { STATUS_REACTIONS } from "../../../adapters/slack/outgoing/status-reactions.ts";
import type { MessageState } from "../../../src/chat/messages.ts";
import type { HttpHandler } from "../../../src/http/start-http-server.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { chatPortContract } from "../../chat-port.contract.ts";
import type { ChatPortHarness, PlatformEvent, SeenMessage } from "../../chat-port.contract.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import { BOT_TOKEN, openEmulatedSlack, SIGNING_SECRET } from "./emulated-slack.ts";
import type { EmulatedSlack } from "./emulated-slack.ts";
import { showBlocks } from "./outgoing/show-blocks.ts";

function plain(text: string): string {
  return text
    .replace(/^<@UBOT> /u, "")
    .replace(/&lt;/gu, "<")
    .replace(/&gt;/gu, ">")
    .replace(/&amp;/gu, "&");
}

function escaped(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
}

interface Stored {
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly text?: string;
  readonly blocks?: unknown;
  readonly reactions?: readonly { readonly name?: string }[];
  readonly files?: readonly {
    readonly name?: string;
    readonly id?: string;
    readonly url_private_download?: string;
  }[];
  readonly reply_count?: number;
}

const STATES = new Map(
  Object.entries(STATUS_REACTIONS).map(([state, name]) => [name, state as MessageState]),
);

function elementsOf(blocks: readonly SlackBlock[]) {
  return blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
}

async function toSeen(message: Stored, root: string | undefined): Promise<SeenMessage> {
  const blocks = (message.blocks ?? []) as readonly SlackBlock[];
  const files = (message.files ?? []).map(async ({ name = "", url_private_download: url = "" }) => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${BOT_TOKEN}` } });
    return [name, await answer.text()] as const;
  });
  return {
    id: message.ts ?? "",
    thread: root === message.ts ? undefined : root,
    text:
      blocks.length > 0
        ? showBlocks(blocks.filter(({ type }) => type !== "actions"))
        : plain(message.text ?? ""),
    statuses: (message.reactions ?? []).flatMap(({ name = "" }) => STATES.get(name) ?? []),
    choices: elementsOf(blocks).flatMap((element) =>
      element.type === "button" ? [element.text.text] : element.options.map(({ text }) => text.text),
    ),
    files: Object.fromEntries(await Promise.all(files)),
    privateTo: undefined,
  };
}

async function seenIn({ asPerson, channel, front }: EmulatedSlack): Promise<SeenMessage[]> {
  const { messages = [] } = await asPerson.conversations.history({ channel, limit: 200 });
  const roots = messages.map(({ ts }) => ts ?? "").toSorted();
  const threads = roots.map(async (ts) => {
    const replies = await asPerson.conversations.replies({ channel, ts });
    return Promise.all((replies.messages ?? []).map(async (message) => toSeen(message as Stored, ts)));
  });
  const whispered = front.ephemerals.map((body) => ({
    id: "ephemeral",
    thread: body.thread_ts,
    text: plain(body.text ?? ""),
    statuses: [],
    choices: [],
    files: {},
    privateTo: body.user,
  }));
  return [...(await Promise.all(threads)).flat(), ...whispered];
}

/** Hands something to the bot as Slack does, signed, and hears when it is acknowledged. */
function createSigner(url: string) {
  return async (body: string, type: string): Promise<PlatformEvent> => {
    let status = 0;
    const send = async () => {
      const seconds = Math.floor(Date.now() / 1_000);
      const hash = createHmac("sha256", SIGNING_SECRET).update(`v0:${seconds}:${body}`).digest("hex");
      const answer = await fetch(url, {
        method: "POST",
        body,
        headers: {
          "content-type": type,
          "x-slack-signature": `v0=${hash}`,
          "x-slack-request-timestamp": String(seconds),
        },
      });
      status = answer.status;
    };
    const inFlight = send().catch(() => undefined);
    return {
      acknowledged: () => status === 200,
      async redeliver() {
        await inFlight;
        status = 0;
        await send();
      },
    };
  };
}

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

async function serve(mounted: ReadonlyMap<string, HttpHandler>): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const handler = mounted.get((request.url ?? "").split("?")[0] ?? "");
    if (handler === undefined) response.writeHead(404).end();
    else handler(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

function openChat({ front }: EmulatedSlack, mounted: Map<string, HttpHandler>) {
  const clients = createSlackClients({ apiUrl: front.apiUrl, log: silentLogger, timeoutMs: 20_000 });
  return createSlackChat({
    access: { botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET },
    apiUrl: front.apiUrl,
    clients,
    sender: () => createSlackSender({ clients, log: silentLogger, now: Date.now }),
    toView: (form, metadata) => formToView(form, metadata) as never,
    reactions: { stop: ["octagonal_sign"], take: ["hand"], done: ["heavy_check_mark"] },
    commandPrefix: "",
    store: createMemoryStore({ now: Date.now }),
    mount: (path, handler) => void mounted.set(path, handler),
    now: Date.now,
    log: silentLogger,
  });
}

let numbers = 0;

async function makeHarness(): Promise<ChatPortHarness> {
  const slack = await openEmulatedSlack();
  const { channel, team, person, asPerson, front } = slack;
  const mounted = new Map<string, HttpHandler>();
  const { server, url } = await serve(mounted);
  const send = createSigner(url);
  const next = () => `${(numbers += 1)}`;
  return {
    port: openChat(slack, mounted),
    channel: { platform: "slack", workspace: team, channel },
    person,
    missingId: "1600000000.000001",
    async say(text, thread) {
      const inThread = thread === undefined ? {} : { thread_ts: thread };
      const said = await asPerson.chat.postMessage({
        channel,
        text: `<@UBOT> ${escaped(text)}`,
        ...inThread,
      });
      const event = {
        type: "app_mention",
        user: person.id,
        channel,
        text: `<@UBOT> ${escaped(text)}`,
        ts: said.ts,
        ...inThread,
      };
      const body = {
        type: "event_callback",
        team_id: team,
        event_id: `Ev${next()}`,
        event_time: 1,
        authorizations: [{ team_id: team, user_id: "UBOT", is_bot: true }],
        event,
      };
      return send(JSON.stringify(body), JSON_TYPE);
    },
    async choose(post, value) {
      const { messages = [] } = await asPerson.conversations.replies({ channel, ts: post.thread ?? post.id });
      const message = messages.find(({ ts }) => ts === post.id) as Stored | undefined;
      const elements = elementsOf((message?.blocks ?? []) as readonly SlackBlock[]);
      const pressed = elements.find(
        (element) => element.type === "button" && element.value.includes(`"${value}"`),
      );
      const payload = {
        type: "block_actions",
        team: { id: team },
        user: { id: person.id, name: person.name, team_id: team },
        channel: { id: channel },
        message: { ts: post.id, ...(post.thread === undefined ? {} : { thread_ts: post.thread }) },
        actions: [{ ...pressed, action_ts: `1800000000.${next().padStart(6, "0")}` }],
        trigger_id: `T${next()}`,
      };
      return send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), FORM_TYPE);
    },
    async command(args) {
      const body = {
        command: "/status",
        text: args,
        team_id: team,
        user_id: person.id,
        user_name: person.name,
        channel_id: channel,
        trigger_id: `T${next()}`,
      };
      return send(new URLSearchParams(body).toString(), FORM_TYPE);
    },
    seen: async () => seenIn(slack),
    loseAnswerNext: () => front.meet("chat.postMessage", { kind: "drop-answer" }),
    rateLimitNext: (ms) =>
      front.meet("chat.postMessage", {
        kind: "answer",
        status: 429,
        headers: { "retry-after": String(ms / 1_000) },
      }),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await slack.close();
    },
  };
}

chatPortContract("Slack (emulated)", makeHarness);
