import { pause } from "./signed-post.ts";
import { BOT_USER, eventBody, mention, startSlackPeer, tsOfNumber } from "./slack-peer.ts";
import { startRig, until } from "./slack-rig.ts";
import type { FaultCase } from "../fault-case.ts";

const IN_CHANNEL = { type: "message", channel: "C1", channel_type: "channel" };
const IN_DIRECT = { type: "message", channel: "D1", channel_type: "im" };

/** What is not for the bot, however it looks. */
function noise(): object[] {
  const text = `<@${BOT_USER}> do something`;
  const at = (number: number) => ({ text, ts: tsOfNumber(number) });
  return [
    { ...IN_DIRECT, ...at(1), user: BOT_USER },
    { ...IN_DIRECT, ...at(2), user: BOT_USER, bot_id: "BBOT" },
    { ...IN_CHANNEL, ...at(3), user: "UOTHER", bot_id: "BOTHER" },
    { ...IN_CHANNEL, ...at(4), subtype: "bot_message", bot_id: "BOTHER", username: "alerts" },
    { ...IN_CHANNEL, ...at(5), subtype: "channel_join", user: "U1" },
    {
      ...IN_CHANNEL,
      ...at(6),
      user: "U1",
      subtype: "thread_broadcast",
      thread_ts: tsOfNumber(999),
      text: "fyi",
    },
    { ...IN_CHANNEL, ...at(7), user: "U1", text: "not for the bot" },
    { ...IN_CHANNEL, ...at(8), user: "U1", thread_ts: tsOfNumber(998), text: "in somebody else's thread" },
    { type: "app_mention", channel: "C1", ...at(9), user: "UOTHER", bot_id: "BOTHER" },
    {
      ...IN_CHANNEL,
      subtype: "message_changed",
      message: { user: BOT_USER, bot_id: "BBOT", ts: tsOfNumber(10), text, edited: { ts: tsOfNumber(11) } },
      previous_message: { user: BOT_USER, text: "before" },
    },
    {
      ...IN_CHANNEL,
      subtype: "message_changed",
      message: { user: "U1", ts: tsOfNumber(12), text },
      previous_message: { user: "U1", text },
    },
    {
      ...IN_CHANNEL,
      subtype: "message_deleted",
      deleted_ts: tsOfNumber(13),
      previous_message: { user: "U1", ts: "1.2" },
    },
    {
      type: "reaction_added",
      user: BOT_USER,
      reaction: "octagonal_sign",
      item: { type: "message", channel: "C1", ts: tsOfNumber(14) },
      event_ts: tsOfNumber(15),
    },
    {
      type: "reaction_added",
      user: "U1",
      reaction: "tada",
      item: { type: "message", channel: "C1", ts: tsOfNumber(14) },
      event_ts: tsOfNumber(16),
    },
  ];
}

/** Own messages, other bots, and another bot that answers everything. */
export const case27: FaultCase = {
  number: 27,
  title:
    "the bot's own messages, other bots, joins, unfurls and strangers' threads get no reply; two bots fall silent",
  async run() {
    const peer = await startSlackPeer();
    const rig = await startRig({ peer, via: "socket" });
    await until(() => peer.sockets.size === 1);
    const posts = () => peer.calls.filter(({ method }) => method === "chat.postMessage").length;
    const envelopes = noise().map((event) => peer.envelope("events_api", eventBody(event)));
    await until(() => envelopes.every((id) => peer.acks.has(id)));
    const toNoise = posts();
    // Another bot answers whatever ours says, and mentions it every time.
    peer.envelope("events_api", eventBody(mention(100, "who is there")));
    await until(() => posts() >= 1);
    let turns = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      if (posts() === turns) break;
      turns = posts();
      peer.envelope(
        "events_api",
        eventBody(mention(200 + turn, "me too", { user: "UOTHER", bot_id: "BOTHER" })),
      );
      await pause(100);
    }
    await pause(100);
    const { length } = [...peer.acks.keys()];
    await rig.stop();
    await peer.close();
    return {
      held: toNoise === 0 && posts() === 1,
      facts: { toNoise, replies: posts(), acknowledged: length },
    };
  },
};
