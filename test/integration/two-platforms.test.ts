import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { readSettings } from "../../src/config/settings.ts";
import { openPlatforms } from "../../src/entry/open-platforms.ts";
import { startSwitchyard } from "../../src/entry/start-switchyard.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { startDiscordServer } from "../adapters/discord/discord-server.ts";
import { ID } from "../adapters/discord/room.ts";
import { eventBody, mention, startSlackPeer, TEAM, tsOfNumber } from "../chaos/slack/slack-peer.ts";
import { makeFolder, put } from "../tools/team-repository.ts";

const WAIT = { timeout: 60_000, interval: 25 };

const config = `redis: { namespace: platforms-${randomUUID()} }
workspace: { path: work }
people:
  - { id: eva, name: Eva, accounts: { slack: U1 } }
teams:
  - { id: core, name: Core, channels: [ops-slack, ops-discord], members: [eva], linked: true }
channels:
  - { id: ops-slack, platform: slack, channel: C1, purpose: requests, team: core }
  - { id: ops-discord, platform: discord, channel: "${ID.channel}", purpose: requests, team: core }
  - { id: calls-slack, platform: slack, channel: C2, purpose: escalations }
  - { id: calls-discord, platform: discord, channel: "${ID.quiet}", purpose: escalations }
  - { id: board-discord, platform: discord, channel: "${ID.quiet}", purpose: board }
  - { id: alerts-slack, platform: slack, channel: C3, purpose: alerts }
`;

/** What `switchyard start` starts with the tokens of both platforms, against a Slack and a Discord in miniature. */
async function setUp() {
  const slack = await startSlackPeer();
  onTestFinished(async () => slack.close());
  slack.answer("chat.postEphemeral", () => ({ message_ts: tsOfNumber(999) }));
  const discord = await startDiscordServer();
  onTestFinished(async () => discord.close());
  const home = makeFolder();
  put(home, { "work/sum.mjs": "export const sum = 1;\n", "switchyard.yaml": config });
  const settings = readSettings({
    cwd: home,
    source: {
      REDIS_URL: inject("redisUrl"),
      SWITCHYARD_DATA: `${home}/data`,
      SWITCHYARD_ROUTER: "linear",
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: "token",
      DISCORD_API_URL: discord.apiUrl,
    },
  });
  const running = await startSwitchyard({
    settings,
    log: silentLogger,
    bot: { chats: (_definitions, host) => openPlatforms({ settings, host, local: [], log: silentLogger }) },
    worker: { gpu: false },
    redisWithinMs: 60_000,
  });
  onTestFinished(async () => running.stop());
  return { slack, discord };
}

type Both = Awaited<ReturnType<typeof setUp>>;

/** What the bot has said on Slack, to everybody or to one person. */
function saidOnSlack({ slack }: Both) {
  return slack.calls
    .filter(({ method }) => ["chat.postMessage", "chat.postEphemeral"].includes(method))
    .map(({ body: { text = "", channel = "", thread_ts: thread } }) => ({ text, channel, thread }));
}

function saidOnDiscord({ discord }: Both) {
  return discord.room.messages
    .filter(({ author }) => author.id === ID.bot)
    .map(({ content, channel_id: channel }) => ({ text: content, channel }));
}

async function appears<Said extends { readonly text: string }>(
  said: () => readonly Said[],
  part: RegExp,
): Promise<Said> {
  return vi.waitFor(() => {
    const found = said().find(({ text }) => part.test(text));
    if (found === undefined)
      throw new Error(
        `nobody said ${part.source}, only\n${said()
          .map(({ text }) => text)
          .join("\n---\n")}`,
      );
    return found;
  }, WAIT);
}

test("one process serves Slack and Discord, each by itself and where they belong together", async () => {
  const both = await setUp();
  const { slack, discord } = both;
  const onSlack = () => saidOnSlack(both);
  const onDiscord = () => saidOnDiscord(both);
  const command = (name: string, text: string) =>
    slack.envelope("slash_commands", {
      command: `/${name}`,
      text,
      user_id: "U1",
      user_name: "eva",
      channel_id: "C1",
      team_id: TEAM,
      trigger_id: `${name}.${text}`,
    });

  slack.envelope("events_api", eventBody(mention(1, "@debug the sum is wrong, find out why")));
  await appears(onSlack, /\bT1\b/u);
  const asked = discord.room.say(`<@${ID.bot}> @docs describe the sum`);
  await appears(onDiscord, /\bT2\b/u);
  expect(onSlack().map(({ thread }) => thread)).toEqual(onSlack().map(() => tsOfNumber(1)));
  expect(onSlack().filter(({ text }) => text.includes("T2"))).toEqual([]);
  const inThread = onDiscord().filter(({ channel }) => channel === asked.id);
  expect(inThread.filter(({ text }) => text.includes("T1"))).toEqual([]);

  const watching = discord.room.say(`<@${ID.bot}> watch T1`);
  await appears(() => onDiscord().filter(({ channel }) => channel === watching.id), /now shows \*\*T1\*\*/u);
  await appears(onSlack, /on Discord follows along/u);

  command("escalate", "T1 critical the customers see a wrong sum");
  await appears(() => onSlack().filter(({ channel }) => channel === "C2"), /wrong sum/u);
  await appears(() => onDiscord().filter(({ channel }) => channel === ID.quiet), /wrong sum/u);

  command("account", "link");
  const { text } = await appears(onSlack, /confirm (\w+)/u);
  const [, code = ""] = /confirm (\w+)/u.exec(text) ?? [];
  discord.room.interact(2, {
    id: "1",
    name: "account",
    type: 1,
    options: [{ name: "text", type: 3, value: `confirm ${code}` }],
  });
  await appears(onDiscord, /yours now/u);

  const pinned = await vi.waitFor(() => {
    const pins = discord.requests.filter(({ method, path }) => method === "PUT" && /\/pins\//u.test(path));
    expect(pins.length).toBeGreaterThan(0);
    return pins;
  }, WAIT);
  expect(pinned.every(({ path }) => path.includes(ID.quiet))).toBe(true);

  discord.gateway.behave({ refuseWith: 4_014 });
  discord.gateway.drop(4_014);
  await appears(() => onSlack().filter(({ channel }) => channel === "C3"), /Discord/u);
  slack.envelope("events_api", eventBody(mention(2, "@debug and the product is wrong too")));
  await appears(() => onSlack().filter(({ thread }) => thread === tsOfNumber(2)), /\bT3\b/u);
});
