import { ID } from "../../adapters/discord/room.ts";
import type { DiscordServer } from "../../adapters/discord/discord-server.ts";
import { seededRandom } from "../../seeded-random.ts";
import { pause } from "../discord/waiting.ts";
import type { Scale } from "../fault-case.ts";
import { eventBody, mention, tsOfNumber } from "../slack/slack-peer.ts";
import type { SlackPeer } from "../slack/slack-peer.ts";

/** The platforms' side of a bot that is on both. */
export interface Peers {
  readonly slack: SlackPeer;
  readonly discord: DiscordServer;
}

export type PlatformName = keyof Peers;

/** A message as it was said, and the thread that its answer belongs to. */
export interface Said {
  /** Such as `slack 12`: what tells it from all others. */
  readonly mark: string;
  readonly thread: string;
  readonly atMs: number;
}

export interface Speakers {
  readonly said: Readonly<Record<PlatformName, readonly Said[]>>;
  onSlack(number: number): void;
  onDiscord(number: number): void;
  /** What Slack does about envelopes that nobody acknowledged. */
  sendAgain(): void;
}

const PER_SECOND = 50;
/** Slack sends again what was not acknowledged. */
const AGAIN_MS = 1_500;
const SEED = 34;

/** `textOf`: what is written, by the mark of the message. */
export function createSpeakers(
  { slack, discord }: Peers,
  channels: readonly string[],
  textOf: (mark: string) => string = (mark) => mark,
): Speakers {
  const said: Record<PlatformName, Said[]> = { slack: [], discord: [] };
  const open = new Map<string, { readonly body: object; sentAtMs: number }>();
  return {
    said,
    onSlack(number) {
      const mark = `slack ${number}`;
      const body = eventBody(mention(number, textOf(mark), { channel: `C${number % channels.length}` }));
      said.slack.push({ mark, thread: tsOfNumber(number), atMs: Date.now() });
      open.set(slack.envelope("events_api", body), { body, sentAtMs: Date.now() });
    },
    onDiscord(number) {
      const mark = `discord ${number}`;
      const channel = channels[number % channels.length] ?? ID.channel;
      const { id } = discord.room.say(`<@${ID.bot}> ${textOf(mark)}`, { channel });
      said.discord.push({ mark, thread: id, atMs: Date.now() });
    },
    sendAgain() {
      for (const [id, { body, sentAtMs }] of open) {
        if (slack.acks.has(id)) open.delete(id);
        else if (Date.now() - sentAtMs > AGAIN_MS && slack.sockets.size > 0) {
          open.delete(id);
          open.set(slack.envelope("events_api", body), { body, sentAtMs: Date.now() });
        }
      }
    },
  };
}

type Kill = (peers: Peers) => void;

const KILLS: readonly Kill[] = [
  ({ slack }) => slack.cut(),
  ({ slack }) => slack.disconnect("refresh_requested"),
  ({ discord }) => discord.gateway.drop(0),
  ({ discord }) => discord.gateway.drop(4_009),
  ({ discord }) => discord.gateway.askToReconnect(),
  ({ discord }) => discord.gateway.invalidate(true),
  ({ slack, discord }) => {
    slack.cut();
    discord.gateway.drop(0);
  },
];

const BETWEEN_KILLS_MS: Readonly<Record<Scale, readonly [least: number, spread: number]>> = {
  short: [150, 400],
  full: [300, 1_700],
};
const FOR_MS: Readonly<Record<Scale, number>> = { short: 2_000, full: 30_000 };

/** Fifty messages a second on both platforms, while connections end at random; resolves with how many did. */
export async function speak(peers: Peers, speakers: Speakers, scale: Scale) {
  const forMs = FOR_MS[scale];
  const random = seededRandom(SEED);
  const beganAt = performance.now();
  let kills = 0;
  const [least, spread] = BETWEEN_KILLS_MS[scale];
  let nextKillMs = least;
  const all = (forMs / 1_000) * PER_SECOND;
  // A new session instead of a resumed one, once: it takes Discord's patience, some ten seconds.
  let isAnew = scale === "short";
  for (let number = 0; number < all;) {
    const nowMs = performance.now() - beganAt;
    // By the clock, so that a busy machine does not make them fewer.
    for (const due = Math.min(all, (nowMs / 1_000) * PER_SECOND); number < due; number += 1) {
      speakers.onSlack(number);
      speakers.onDiscord(number);
    }
    speakers.sendAgain();
    if (nowMs >= nextKillMs) {
      KILLS[Math.floor(random() * KILLS.length)]?.(peers);
      kills += 1;
      nextKillMs = nowMs + least + random() * spread;
    }
    if (!isAnew && nowMs > forMs / 2) {
      isAnew = true;
      peers.discord.gateway.invalidate(false);
      kills += 1;
    }
    await pause(1_000 / PER_SECOND);
  }
  return { kills, tookMs: performance.now() - beganAt };
}
