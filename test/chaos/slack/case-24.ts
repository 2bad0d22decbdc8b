import { refused } from "../../adapters/slack/scripted-slack.ts";
import type { Reply } from "../../adapters/slack/scripted-slack.ts";
import { pause } from "./signed-post.ts";
import { until } from "./slack-rig.ts";
import { LANES, postOf, startSendingRig, threadOf } from "./sending-rig.ts";
import type { SendingRig } from "./sending-rig.ts";
import type { FaultCase } from "../fault-case.ts";

/** What Slack answers first, and what must become of the message: it comes through, or it is given up at once. */
const ANSWERS: readonly (readonly [string, Reply, "sent" | "given up"])[] = [
  ["500", { status: 500, body: "" }, "sent"],
  ["404", { status: 404, body: "no such page" }, "sent"],
  ["html", { body: "<html>Bad gateway</html>" }, "sent"],
  ["timeout", "hang", "sent"],
  ["fatal_error", refused("fatal_error"), "sent"],
  ["invalid_blocks", refused("invalid_blocks"), "sent"],
  ["not_in_channel", refused("not_in_channel"), "sent"],
  ["channel_not_found", refused("channel_not_found"), "given up"],
  ["is_archived", refused("is_archived"), "given up"],
];

function channelOf(name: string): string {
  return `C${name.toUpperCase()}`;
}

async function answersOf(rig: SendingRig): Promise<readonly string[]> {
  const met = new Set<string>();
  const replies = new Map(ANSWERS.map(([name, reply]) => [channelOf(name), reply]));
  const refusedFor = new Set(
    ANSWERS.flatMap(([name, , end]) => (end === "given up" ? [channelOf(name)] : [])),
  );
  rig.slack.script("chat.postMessage", ({ channel = "" }) => {
    if (met.has(channel) && !refusedFor.has(channel)) return undefined;
    met.add(channel);
    return replies.get(channel);
  });
  await rig.enqueue(...ANSWERS.map(([name]) => postOf(name, threadOf(channelOf(name)))));
  await rig.drained(60_000);
  const dead = new Set((await rig.store.deadLetters.list(100)).map(({ id }) => id));
  return ANSWERS.flatMap(([name, , wanted]) => {
    const copies = rig.slack.posts.filter(({ delivery }) => delivery === name).length;
    const isRight = wanted === "sent" ? copies === 1 && !dead.has(name) : copies === 0 && dead.has(name);
    return isRight ? [] : [name];
  });
}

/** Every kind of refusal is taken for what it is, and a lost installation makes no storm. */
export const case24: FaultCase = {
  number: 24,
  title:
    "each answer of Slack is retried, given up or sent otherwise as it should be; no storm for a lost token",
  async run(scale) {
    const rig = await startSendingRig({
      pace: { perChannelMs: 1, burst: 50 },
      bots: 1,
      backoffMs: 20,
      timeoutMs: 1_500,
    });
    const wrong = await answersOf(rig);
    let refusedAtMs = Infinity;
    rig.slack.script("chat.postMessage", () => {
      refusedAtMs = Math.min(refusedAtMs, Date.now());
      return refused("invalid_auth");
    });
    const before = rig.slack.calls.length;
    await rig.enqueue(...Array.from({ length: 30 }, (_, n) => postOf(`t-${n}`, threadOf(`CT${n}`))));
    const watchMs = scale === "short" ? 1_200 : 60_000;
    await until(() => rig.told.length > 0);
    await pause(watchMs);
    // What was under way when the first refusal came is no storm.
    const tries = rig.slack.calls.length - before;
    const calls =
      scale === "short"
        ? Math.max(0, tries - LANES)
        : rig.slack.calls.filter(({ atMs }) => atMs > refusedAtMs + 300).length;
    const waiting = await rig.store.deliveries.pendingCount("slack-T1");
    await rig.stop();

    return {
      held: wrong.length === 0 && calls <= 5 && waiting === 30 && rig.told.length === 1,
      facts: {
        "taken wrongly": wrong.join(" ") || "none",
        [`calls in ${watchMs / 1_000} s without access`]: calls,
        "still waiting": waiting,
        alarms: rig.told.length,
      },
    };
  },
};
