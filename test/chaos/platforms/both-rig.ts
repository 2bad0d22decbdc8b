import { createDiscordChat } from "../../../adapters/discord/create-discord-chat.ts";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackChat } from "../../../adapters/slack/create-slack-chat.ts";
import { createSlackSender } from "../../../adapters/slack/create-slack-sender.ts";
import type { ChatPort } from "../../../src/chat/chat-port.ts";
import { systemClock } from "../../../src/clock.ts";
import { createReceiver } from "../../../src/inbox/create-receiver.ts";
import type { JobQueue } from "../../../src/jobs/job-queue.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { startDispatcher } from "../../../src/outbox/create-dispatcher.ts";
import type { Store } from "../../../src/store/store.ts";
import { createMapMemory } from "../../adapters/discord/discord-rig.ts";
import { startDiscordServer } from "../../adapters/discord/discord-server.ts";
import type { DiscordServer } from "../../adapters/discord/discord-server.ts";
import { ID } from "../../adapters/discord/room.ts";
import { createFakeJobQueue } from "../../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import { startSlackPeer } from "../slack/slack-peer.ts";
import type { SlackPeer } from "../slack/slack-peer.ts";
import { QUICK } from "../slack/slack-rig.ts";

/** One process with the real adapters, inbox and outbox, and a core that answers each message once in its thread. */
export interface BothRig {
  readonly slack: SlackPeer;
  readonly discord: DiscordServer;
  readonly store: Store;
  stop(): Promise<void>;
}

const LIMITS = { attempts: 8, backoffMs: 50, maxBackoffMs: 500, leaseMs: 10_000, lanes: 8 };

function openSlack(peer: SlackPeer, store: Store): ChatPort {
  const clients = createSlackClients({ apiUrl: peer.apiUrl, log: silentLogger, timeoutMs: 5_000 });
  const common = { clients, log: silentLogger, now: systemClock.now };
  return createSlackChat({
    ...common,
    access: { botToken: "xoxb-1", appToken: "xapp-1" },
    apiUrl: peer.apiUrl,
    sender: () => createSlackSender(common),
    toView: () => ({ type: "modal", title: { type: "plain_text", text: "form" }, blocks: [] }),
    reactions: { stop: [], take: [], done: [] },
    commandPrefix: "",
    store,
    mount: () => undefined,
    times: QUICK,
  });
}

function openDiscord({ apiUrl }: DiscordServer, watch: readonly string[]): ChatPort {
  return createDiscordChat({
    token: "token",
    apiUrl,
    memory: createMapMemory(),
    clock: systemClock,
    log: silentLogger,
    alarm: () => undefined,
    reactions: {},
    watch,
    maxAgeMs: 3_600_000,
  });
}

/** Answers when a job is added, once for each message. */
function createAnsweringQueue(store: Store): JobQueue {
  const answered = new Set<string>();
  return {
    ...createFakeJobQueue(),
    async add({ payload }) {
      const { key } = payload as { key: string };
      if (answered.has(key)) return;
      answered.add(key);
      const record = await store.inbox.get(key);
      if (record?.incoming.kind !== "message") return;
      const { platform, workspace, channel, thread, id, text } = record.incoming;
      const to = { platform, workspace, channel, thread: thread ?? id };
      const message = { text: `${platform} heard ${text}` };
      await store.commit({
        inbox: { key, state: "done" },
        deliveries: [{ id: `${key}.answer`, content: { kind: "post", to, message } }],
      });
    },
  };
}

/** `channels`: of Discord, beside those that are always there. */
export async function startBoth(channels: readonly string[]): Promise<BothRig> {
  const slack = await startSlackPeer();
  const discord = await startDiscordServer();
  for (const id of channels)
    discord.room.channels.set(id, { id, type: 0, guild_id: ID.guild, name: `c${id}`, last_message_id: null });
  const store = createMemoryStore({ now: systemClock.now });
  const ports = [openSlack(slack, store), openDiscord(discord, channels)];
  const receiver = createReceiver({ store, jobs: createAnsweringQueue(store), log: silentLogger });
  const dispatcher = await startDispatcher({
    deliveries: store.deliveries,
    wake: store.wake,
    ports,
    clock: systemClock,
    random: Math.random,
    log: silentLogger,
    limits: LIMITS,
  });
  for (const port of ports) await port.start(receiver);
  return {
    slack,
    discord,
    store,
    async stop() {
      for (const port of ports) await port.stop();
      await dispatcher.stop();
      await slack.close();
      await discord.close();
    },
  };
}
