import { pause, until } from "../discord/waiting.ts";
import type { FaultCase, Scale } from "../fault-case.ts";
import { judge, postsOf } from "./answers.ts";
import { startBoth } from "./both-rig.ts";
import { createSpeakers, speak } from "./speaking.ts";

/** So many that the pace of a channel is not what is tried. */
const CHANNELS = Array.from({ length: 100 }, (_, at) => String(700_000_000_000_000_000n + BigInt(at)));
/** Discord takes fifty requests a second of a bot, and each answer in a new thread is three of them. */
const DRAIN_MS: Readonly<Record<Scale, number>> = { short: 300_000, full: 300_000 };

function markIn(text: string): string | undefined {
  return /^(?:slack|discord) heard (.+)$/u.exec(text)?.[1];
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
      return postsOf(rig).length >= count;
    }, DRAIN_MS[scale]);
    // Whatever comes twice has time to come.
    await pause(scale === "full" ? 5_000 : 700);
    const posts = postsOf(rig);
    await rig.stop();
    const slack = judge("slack", said.slack, posts, markIn);
    const discord = judge("discord", said.discord, posts, markIn);
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
        "Slack p99 ms": slack.p99Ms,
        "Slack max ms": slack.maxMs,
        "Discord p99 ms": discord.p99Ms,
        "Discord max ms": discord.maxMs,
      },
    };
  },
};
