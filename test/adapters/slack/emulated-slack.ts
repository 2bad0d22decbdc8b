import { WebClient } from "@slack/web-api";
import { createEmulator } from "emulate";
import { startSlackFront } from "./slack-front.ts";
import type { SlackFront } from "./slack-front.ts";
import { freePort } from "../../free-port.ts";

export const BOT_TOKEN = "xoxb-bot";
export const BOT_USER = "UBOT";
export const SIGNING_SECRET = "shhh";

/** A workspace of Vercel's Slack emulator with a bot and a person in a channel, and a door in front of it. */
export interface EmulatedSlack {
  readonly front: SlackFront;
  readonly team: string;
  readonly channel: string;
  readonly person: { readonly id: string; readonly name: string };
  /** The person's own client, past the door. */
  readonly asPerson: WebClient;
  close(): Promise<void>;
}

const seed = (realName: string) => ({
  slack: {
    signing_secret: SIGNING_SECRET,
    users: [{ name: "dev", real_name: realName, email: "dev@example.com" }],
    channels: [{ name: "ops" }],
    oauth_apps: [
      {
        client_id: "1.2",
        client_secret: "s",
        app_id: "A1",
        name: "Switchyard",
        redirect_uris: ["http://localhost/cb"],
        bot_id: "B1",
        bot_user_id: BOT_USER,
        bot_name: "switchyard",
      },
    ],
    tokens: [
      { token: BOT_TOKEN, type: "bot", user_id: BOT_USER, bot_id: "B1", bot_user_id: BOT_USER, app_id: "A1" },
      { token: "xoxp-dev", type: "user", user: "dev" },
    ],
  },
});

export async function openEmulatedSlack(realName = "dev"): Promise<EmulatedSlack> {
  const emulator = await createEmulator({ service: "slack", port: await freePort(), seed: seed(realName) });
  const front = await startSlackFront(emulator.url);
  const asPerson = new WebClient("xoxp-dev", {
    slackApiUrl: `${emulator.url}/api/`,
    retryConfig: { retries: 0 },
  });
  const asBot = new WebClient(BOT_TOKEN, {
    slackApiUrl: `${emulator.url}/api/`,
    retryConfig: { retries: 0 },
  });
  const { user_id: id = "", team_id: team = "" } = await asPerson.auth.test();
  const { channels = [] } = await asBot.conversations.list();
  const channel = channels.find(({ name }) => name === "ops")?.id ?? "";
  await asBot.conversations.join({ channel });
  await asPerson.conversations.join({ channel });
  return {
    front,
    team,
    channel,
    person: { id, name: "dev" },
    asPerson,
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}
