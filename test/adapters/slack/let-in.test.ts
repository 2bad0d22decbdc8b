import { expect, onTestFinished, test } from "vitest";
import type { OpenedPlace } from "../../../src/chat/chat-port.ts";
import { BOT_USER, startSlackPeer, TEAM } from "../../chaos/slack/slack-peer.ts";
import { startRig } from "../../chaos/slack/slack-rig.ts";

test("the core hears when the bot is invited into a channel, and of nobody else", async () => {
  const peer = await startSlackPeer();
  const heard: OpenedPlace[] = [];
  const rig = await startRig({ peer, via: "socket", letIn: async (place) => void heard.push(place) });
  onTestFinished(async () => {
    await rig.stop();
    await peer.close();
  });
  await expect.poll(() => peer.sockets.size).toBe(1);
  const joined = (user: string, channel: string): void =>
    void peer.envelope("events_api", {
      type: "event_callback",
      team_id: TEAM,
      event: { type: "member_joined_channel", user, channel, channel_type: "G", team: TEAM },
    });

  joined("U1", "C1");
  joined(BOT_USER, "C2");

  await expect.poll(() => heard).toEqual([{ platform: "slack", workspace: TEAM, channel: "C2" }]);
});
