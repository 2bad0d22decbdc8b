import { ID } from "../../adapters/discord/room.ts";
import { seededRandom } from "../../seeded-random.ts";
import { pause, until } from "../discord/waiting.ts";
import type { FaultCase, Scale } from "../fault-case.ts";
import { eventBody, mention, tsOfNumber } from "../slack/slack-peer.ts";
import { startBoth } from "./both-rig.ts";
import type { BothRig } from "./both-rig.ts";

const PER_SECOND = 50;
/** So many that the pace of a channel is not what is tried. */
const CHANNELS = Array.from({ length: 100 }, (_, at) => String(700_000_000_000_000_000n + BigInt(at)));
/** Slack sends again what was not acknowledged. */
const AGAIN_MS = 1_500;
const SEED = 34;
/** Discord takes fifty requests a second of a bot, and each answer in a new thread is three of them. */
const DRAIN_MS: Readonly<Record<Scale, number>> = { short: 60_000, full: 300_000 };
const BETWEEN_KILLS_MS: Readonly<Record<Scale, readonly [least: number, spread: number]>> = {
  short: [150, 400],
  full: [300, 1_700],
};
const FOR_MS: Readonly<Record<Scale, number>> = { short: 2_000, full: 30_000 };

/** A message as it was said, and the thread that its answer belongs to. */
interface Said {
  readonly text: string;
  readonly thread: string;
  readonly atMs: number;
}

interface Answer {
  readonly platform: "slack" | "discord";
  readonly text: string;
  readonly thread: string | undefined;
  readonly atMs: number;
}

function createSpeakers({ slack, discord }: BothRig, channels: readonly string[]) {
  const said: Record<Answer["platform"], Said[]> = { slack: [], discord: [] };
  const open = new Map<string, { readonly body: object; sentAtMs: number }>();
  return {
    said,
    onSlack(number: number): void {
      const text = `slack ${number}`;
      const body = eventBody(mention(number, text, { channel: `C${number % channels.length}` }));
      said.slack.push({ text, thread: tsOfNumber(number), atMs: Date.now() });
      open.set(slack.envelope("events_api", body), { body, sentAtMs: Date.now() });
    },
    onDiscord(number: number): void {
      const text = `discord ${number}`;
      const channel = channels[number % channels.length] ?? ID.channel;
      const { id } = discord.room.say(`<@${ID.bot}> ${text}`, { channel });
      said.discord.push({ text, thread: id, atMs: Date.now() });
    },
    /** What Slack does about envelopes that nobody acknowledged. */
    sendAgain(): void {
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

function answersOf({ slack, discord }: BothRig): Answer[] {
  const onSlack = slack.calls
    .filter(({ method }) => method === "chat.postMessage")
    .map(({ body: { text = "", thread_ts: thread }, atMs }) => ({
      platform: "slack" as const,
      text,
      thread,
      atMs,
    }));
  const onDiscord = discord.room.messages
    .filter(({ author }) => author.id === ID.bot)
    .map(({ content, channel_id: thread, timestamp }) => ({
      platform: "discord" as const,
      text: content,
      thread,
      atMs: Date.parse(timestamp),
    }));
  return [...onSlack, ...onDiscord];
}

type Kill = (rig: BothRig) => void;

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

/** Both platforms speak, and connections end at random; resolves with how many did. */
async function speak(rig: BothRig, speakers: ReturnType<typeof createSpeakers>, scale: Scale) {
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
      KILLS[Math.floor(random() * KILLS.length)]?.(rig);
      kills += 1;
      nextKillMs = nowMs + least + random() * spread;
    }
    if (!isAnew && nowMs > forMs / 2) {
      isAnew = true;
      rig.discord.gateway.invalidate(false);
      kills += 1;
    }
    await pause(1_000 / PER_SECOND);
  }
  return { kills, tookMs: performance.now() - beganAt };
}

function judge(said: readonly Said[], platform: Answer["platform"], answers: readonly Answer[]) {
  const own = answers.filter((answer) => answer.platform === platform);
  const times: number[] = [];
  let [lost, doubled, astray] = [0, 0, 0];
  const byText = new Map<string, Answer[]>();
  for (const answer of own) byText.set(answer.text, [...(byText.get(answer.text) ?? []), answer]);
  for (const { text, thread, atMs } of said) {
    const found = byText.get(`${platform} heard ${text}`) ?? [];
    byText.delete(`${platform} heard ${text}`);
    if (found.length === 0) lost += 1;
    doubled += Math.max(0, found.length - 1);
    astray += found.filter((answer) => answer.thread !== thread).length;
    const [first] = found;
    if (first !== undefined) times.push(first.atMs - atMs);
  }
  // What is left was said on this platform and belongs to none of its messages.
  const strangers = [...byText.values()].flat().length;
  return { lost, doubled, astray: astray + strangers, times: times.toSorted((a, b) => a - b) };
}

export const case34: FaultCase = {
  number: 34,
  title:
    "Slack and Discord at once, 50 messages a second each, connections killed at random: nothing lost, doubled or answered on the wrong platform",
  async run(scale) {
    const channels = scale === "full" ? CHANNELS : CHANNELS.slice(0, 40);
    const rig = await startBoth(channels);
    const speakers = createSpeakers(rig, channels);
    const { said } = speakers;
    const { kills, tookMs } = await speak(rig, speakers, scale);
    const count = said.slack.length + said.discord.length;
    await until(() => {
      speakers.sendAgain();
      return answersOf(rig).length >= count;
    }, DRAIN_MS[scale]);
    // Whatever comes twice has time to come.
    await pause(scale === "full" ? 5_000 : 700);
    const answers = answersOf(rig);
    await rig.stop();
    const slack = judge(said.slack, "slack", answers);
    const discord = judge(said.discord, "discord", answers);
    const p99 = (times: readonly number[]) => times[Math.floor(times.length * 0.99)] ?? "none";
    const lost = slack.lost + discord.lost;
    const doubled = slack.doubled + discord.doubled;
    const astray = slack.astray + discord.astray;
    return {
      held: lost + doubled + astray === 0,
      facts: {
        messages: count,
        "a second and platform": Math.round(said.slack.length / (tookMs / 1_000)),
        kills,
        lost,
        doubled,
        astray,
        "Slack p99 ms": p99(slack.times),
        "Slack max ms": slack.times.at(-1) ?? "none",
        "Discord p99 ms": p99(discord.times),
        "Discord max ms": discord.times.at(-1) ?? "none",
      },
    };
  },
};
