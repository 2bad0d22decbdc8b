import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startRig } from "../chaos/slack/slack-rig.ts";
import { BOT_TOKEN, BOT_USER, openEmulatedSlack, SIGNING_SECRET } from "../adapters/slack/emulated-slack.ts";
import type { SlackPeer } from "../chaos/slack/slack-peer.ts";

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
  const { front, channel, asPerson, close } = await openEmulatedSlack();
  onTestFinished(close);
  const rig = await startRig({
    peer: { apiUrl: front.apiUrl } as SlackPeer,
    via: "http",
    access: { botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET },
  });
  onTestFinished(async () => rig.stop());
  hooks()?.register({ url: rig.url, events: ["*"], active: true, owner: "slack" });

  const text = `<@${BOT_USER}> why is the build red`;
  const { ts = "" } = await asPerson.chat.postMessage({ channel, text });

  await expect
    .poll(
      async () => {
        const { messages = [] } = await asPerson.conversations.replies({ channel, ts });
        return messages.map((message) => message.text);
      },
      { timeout: 60_000 },
    )
    .toEqual([text, "heard why is the build red"]);
  expect(rig.jobs).toHaveLength(1);
});
