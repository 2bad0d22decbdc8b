import { ID } from "../../adapters/discord/room.ts";
import type { Peers, PlatformName, Said } from "./speaking.ts";

/** Something that the bot wrote. */
export interface Post {
  readonly platform: PlatformName;
  readonly text: string;
  readonly thread: string | undefined;
  readonly atMs: number;
}

export function postsOf({ slack, discord }: Peers): Post[] {
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
    .map(({ content, embeds, channel_id: thread, timestamp }) => ({
      platform: "discord" as const,
      text: [content, ...embeds.map((embed) => JSON.stringify(embed))].join("\n"),
      thread,
      atMs: Date.parse(timestamp),
    }));
  return [...onSlack, ...onDiscord];
}

/** What became of the messages of one platform; `markIn` finds in a post which message it answers, if any. */
export function judge(
  platform: PlatformName,
  said: readonly Said[],
  posts: readonly Post[],
  markIn: (text: string) => string | undefined,
) {
  const byMark = new Map<string, Post[]>();
  for (const post of posts) {
    const mark = post.platform === platform ? markIn(post.text) : undefined;
    if (mark !== undefined) byMark.set(mark, [...(byMark.get(mark) ?? []), post]);
  }
  const times: number[] = [];
  let [lost, doubled, astray] = [0, 0, 0];
  for (const { mark, thread, atMs } of said) {
    const found = byMark.get(mark) ?? [];
    byMark.delete(mark);
    if (found.length === 0) lost += 1;
    doubled += Math.max(0, found.length - 1);
    astray += found.filter((post) => post.thread !== thread).length;
    const [first] = found;
    if (first !== undefined) times.push(first.atMs - atMs);
  }
  // What is left answers none of this platform's messages.
  const strangers = [...byMark.values()].flat().length;
  times.sort((a, b) => a - b);
  return {
    lost,
    doubled,
    astray: astray + strangers,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? "none",
    maxMs: times.at(-1) ?? "none",
  };
}
