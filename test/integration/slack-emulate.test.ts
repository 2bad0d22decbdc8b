import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator } from "emulate";
import { expect, onTestFinished, test } from "vitest";
import { startRig } from "../chaos/slack/slack-rig.ts";
import type { SlackPeer } from "../chaos/slack/slack-peer.ts";
import { freePort } from "../free-port.ts";

const SECRET = "shhh";
const BOT = "UBOT";

interface Hooks {
  register(hook: { url: string; events: string[]; active: boolean; owner: string }): void;
}

interface Plugin {
  register: (app: unknown, store: unknown, hooks: Hooks, ...rest: unknown[]) => unknown;
}

/** Emulate signs and sends events, but offers no way to ask for them: its plugin is told on the way in. */
async function tapHooks(): Promise<() => Hooks | undefined> {
  const folder = join(process.cwd(), "node_modules", "emulate", "dist");
  const file = readdirSync(folder).find(
    (name) =>
      /^dist-.*\.js$/u.test(name) && readFileSync(join(folder, name), "utf8").includes("var slackPlugin"),
  );
  const { slackPlugin } = (await import(join(folder, file ?? ""))) as { slackPlugin: Plugin };
  let hooks: Hooks | undefined;
  const original = slackPlugin.register;
  slackPlugin.register = (app, store, given, ...rest) => {
    hooks = given;
    return original(app, store, given, ...rest);
  };
  return () => hooks;
}

test("a person on a Slack that we did not write mentions the bot and reads its answer in the thread", async () => {
  const hooks = await tapHooks();
  const port = await freePort();
  const emulator = await createEmulator({
    service: "slack",
    port: await freePort(),
    seed: {
      slack: {
        signing_secret: SECRET,
        users: [{ name: "dev", email: "d@example.com" }],
        channels: [{ name: "ops" }],
        oauth_apps: [
          {
            client_id: "1.2",
            client_secret: "s",
            app_id: "A1",
            name: "Switchyard",
            redirect_uris: ["http://localhost/cb"],
            scopes: ["chat:write"],
            bot_id: "B1",
            bot_user_id: BOT,
            bot_name: "switchyard",
          },
        ],
        tokens: [
          {
            token: "xoxb-bot",
            type: "bot",
            user_id: BOT,
            bot_id: "B1",
            bot_user_id: BOT,
            app_id: "A1",
            scopes: "chat:write",
          },
          { token: "xoxp-dev", type: "user", user: "dev" },
        ],
      },
    },
  });
  onTestFinished(async () => emulator.close());
  const apiUrl = `${emulator.url}/api/`;
  const rig = await startRig({
    peer: { apiUrl } as SlackPeer,
    via: "http",
    port,
    access: { botToken: "xoxb-bot", signingSecret: SECRET },
  });
  onTestFinished(async () => rig.stop());
  hooks()?.register({ url: rig.url, events: ["*"], active: true, owner: "slack" });

  async function call(method: string, token: string, body: Record<string, string>) {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(`${apiUrl}${method}`, {
      method: "POST",
      headers,
      body: new URLSearchParams(body),
    });
    return (await answer.json()) as {
      ts: string;
      channels: { id: string; name: string }[];
      messages: { text: string; thread_ts?: string }[];
    };
  }
  const { channels } = await call("conversations.list", "xoxb-bot", {});
  const channel = channels.find(({ name }) => name === "ops")?.id ?? "";
  await call("conversations.join", "xoxb-bot", { channel });
  const { ts } = await call("chat.postMessage", "xoxp-dev", {
    channel,
    text: `<@${BOT}> why is the build red`,
  });

  await expect
    .poll(
      async () =>
        (await call("conversations.replies", "xoxb-bot", { channel, ts })).messages.map(({ text }) => text),
      { timeout: 60_000 },
    )
    .toEqual([`<@${BOT}> why is the build red`, "heard why is the build red"]);
  expect(rig.jobs).toHaveLength(1);
});
