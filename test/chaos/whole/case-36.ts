import { pause } from "../discord/waiting.ts";
import type { FaultCase, Scale } from "../fault-case.ts";
import { judge, postsOf } from "../platforms/answers.ts";
import type { Post } from "../platforms/answers.ts";
import { createSpeakers, speak } from "../platforms/speaking.ts";
import { eventBody, mention } from "../slack/slack-peer.ts";
import { startWhole } from "./whole-rig.ts";
import type { WholeOptions, WholeRig } from "./whole-rig.ts";

const CHANNELS = Array.from({ length: 100 }, (_, at) => String(700_000_000_000_000_000n + BigInt(at)));
const SIZES: Readonly<Record<Scale, Pick<WholeOptions, "workers" | "concurrency" | "workMs">>> = {
  short: { workers: 1, concurrency: 100, workMs: 200 },
  full: { workers: 2, concurrency: 200, workMs: 2_000 },
};
/** Discord takes fifty requests a second of a bot, and each request with its agent is some ten of them. */
const DRAIN_MS: Readonly<Record<Scale, number>> = { short: 120_000, full: 1_200_000 };
const WARM_UP = 900_000;

function textOf(mark: string): string {
  return `@ask how does the ternary packing work? (case ${mark})`;
}

async function warmUp({ slack }: WholeRig, number: number): Promise<void> {
  slack.envelope("events_api", eventBody(mention(WARM_UP + number, textOf("none 0"), { channel: "CWARM" })));
}

/** What the agents say: which message they were asked for. */
function report({ messages }: Parameters<WholeOptions["report"]>[0]): string {
  const asked = messages.map(({ text }) => text).join("\n");
  return `This answers ${/\(case (\w+ \d+)\)/u.exec(asked)?.[1] ?? "nothing"}.`;
}

function markIn(text: string): string | undefined {
  const mark = /This answers (\w+ \d+)\./u.exec(text)?.[1];
  return mark === "none 0" ? undefined : mark;
}

/** Posts that stand twice in their thread, whatever they are. */
function repeated(posts: readonly Post[]): number {
  return (
    posts.length - new Set(posts.map(({ platform, thread, text }) => `${platform} ${thread} ${text}`)).size
  );
}

/** What case 34 does to the adapters, for the program as it is installed. */
export const case36: FaultCase = {
  number: 36,
  title:
    "Slack and Discord at once, 50 requests a second each, connections killed at random, processes and Redis as installed: nothing lost, doubled or answered on the wrong platform",
  async run(scale) {
    const channels = scale === "full" ? CHANNELS : CHANNELS.slice(0, 40);
    const rig = await startWhole({ ...SIZES[scale], slack: "socket", discord: channels, report }, warmUp);
    const speakers = createSpeakers(rig, channels, textOf);
    const { said } = speakers;
    const { kills, tookMs } = await speak(rig, speakers, scale);
    const count = said.slack.length + said.discord.length;
    const deadline = Date.now() + DRAIN_MS[scale];
    const answered = () => postsOf(rig).filter(({ text }) => markIn(text) !== undefined).length;
    while (answered() < count && Date.now() < deadline) {
      speakers.sendAgain();
      await pause(1_000);
    }
    // Whatever comes twice has time to come.
    await pause(scale === "full" ? 10_000 : 1_000);
    const posts = postsOf(rig);
    await rig.stop();
    const slack = judge("slack", said.slack, posts, markIn);
    const discord = judge("discord", said.discord, posts, markIn);
    const lost = slack.lost + discord.lost;
    const doubled = slack.doubled + discord.doubled + repeated(posts);
    const astray = slack.astray + discord.astray;
    return {
      held: lost + doubled + astray === 0,
      facts: {
        requests: count,
        "a second and platform": Math.round(said.slack.length / (tookMs / 1_000)),
        kills,
        lost,
        doubled,
        astray,
        "Slack answered within ms": slack.maxMs,
        "Discord answered within ms": discord.maxMs,
      },
    };
  },
};
