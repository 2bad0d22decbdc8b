import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { createPlatformAlarm } from "../../src/entry/create-platform-alarm.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";

const CHATS = [
  { platform: "slack", workspaces: () => ["T1"] },
  { platform: "discord", workspaces: () => ["guild"] },
];
const config = Config.parse({
  channels: [
    { id: "s", platform: "slack", channel: "C1", purpose: "alerts" },
    { id: "d", platform: "discord", channel: "300", purpose: "alerts" },
  ],
});

async function toldBy(platform: string, name: string, texts: readonly (readonly [string, number])[]) {
  const clock = { atMs: 0, now: () => clock.atMs };
  const store = createMemoryStore({ now: clock.now });
  const alarm = createPlatformAlarm({
    platform,
    name,
    config,
    chats: () => CHATS,
    store,
    clock,
    log: silentLogger,
  });
  for (const [text, atMs] of texts) {
    clock.atMs = atMs;
    alarm(text);
  }
  const told: string[] = [];
  for (const address of ["slack-T1", "discord-guild"]) {
    const lanes = await store.deliveries.claim(address, { lanes: 10, perLane: 10, leaseMs: 1_000 });
    for (const { content } of lanes.flatMap(({ deliveries }) => deliveries))
      if (content.kind !== "status") told.push(`${content.to.platform}: ${content.message.text}`);
  }
  return told;
}

test.each([
  ["discord", "Discord", "slack: **Discord:** the token is refused"],
  ["slack", "Slack", "discord: **Slack:** the token is refused"],
])("what %s needs a person for is told on the other platform alone", async (platform, name, said) => {
  expect(await toldBy(platform, name, [["the token is refused", 0]])).toEqual([said]);
});

test("the same alarm is told once an hour, whatever its numbers, and another one at once", async () => {
  const told = await toldBy("discord", "Discord", [
    ["1000 requests were refused", 0],
    ["1234 requests were refused", 60_000],
    ["the token is refused", 61_000],
    ["2000 requests were refused", 3_600_000],
  ]);

  expect(told).toEqual([
    "slack: **Discord:** 1000 requests were refused",
    "slack: **Discord:** the token is refused",
    "slack: **Discord:** 2000 requests were refused",
  ]);
});
