import { pause, signedPost } from "./signed-post.ts";
import { BOT_USER, eventBody, mention, startSlackPeer, tsOfNumber } from "./slack-peer.ts";
import { startRig, until } from "./slack-rig.ts";
import type { FaultCase } from "../fault-case.ts";

/** Slack has sent one message as eleven events with ids of their own, and sends a mention as two kinds of event. */
export const case18: FaultCase = {
  number: 18,
  title: "one message under 11 event ids and two event types is answered once, and so is its edit",
  async run() {
    const peer = await startSlackPeer();
    const rig = await startRig({ peer, via: "http" });
    const asMention = mention(1, "once");
    const asMessage = { ...asMention, type: "message", channel_type: "channel" };
    const edit = {
      type: "message",
      subtype: "message_changed",
      channel: "C1",
      ts: tsOfNumber(9),
      message: { ...asMessage, text: `<@${BOT_USER}> otherwise`, edited: { user: "U1", ts: tsOfNumber(8) } },
      previous_message: asMessage,
    };
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      const event = index % 2 === 0 ? asMention : asMessage;
      statuses.push(await signedPost(rig.url, eventBody(event)));
    }
    for (let index = 0; index < 5; index += 1) statuses.push(await signedPost(rig.url, eventBody(edit)));
    const posts = () => peer.calls.filter(({ method }) => method === "chat.postMessage").length;
    await until(() => posts() >= 1);
    await pause(150);
    const refused = statuses.filter((status) => status !== 200).length;
    const edits = rig.jobs.filter((key) => key.includes("edit")).length;
    await rig.stop();
    await peer.close();
    return {
      held: posts() === 1 && rig.jobs.length === 2 && edits === 1 && refused === 0,
      facts: { replies: posts(), messages: rig.jobs.length - edits, edits, refused },
    };
  },
};
