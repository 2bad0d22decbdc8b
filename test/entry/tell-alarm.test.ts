import { expect, test } from "vitest";
import { addressOf } from "../../src/chat/message-key.ts";
import { Config } from "../../src/config/config.ts";
import { createAlarm } from "../../src/entry/tell-alarm.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";

const HOUR_MS = 3_600_000;
const config = Config.parse({
  channels: ["slack", "discord"].map((platform) => ({
    id: `${platform}-alerts`,
    platform,
    channel: "C1",
    purpose: "alerts",
  })),
});

function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const chats = ["slack", "discord"].map((platform) => ({ platform, workspaces: () => ["W1"] }));
  const platform = { id: "slack", title: "Slack" };
  const settings = { config };
  const tell = createAlarm({ platform, settings, chats: () => chats, store, clock, log: silentLogger });
  const count = async (on: string) =>
    store.deliveries.pendingCount(addressOf({ platform: on, workspace: "W1" }));
  return { clock, tell, count };
}

test("what a platform needs is told on the others, once for each kind and hour", async () => {
  const { clock, tell, count } = setUp();

  tell("Slack does not take the token");
  tell("Slack does not take the token");
  tell("Slack has no room");
  expect(await count("discord")).toBe(2);

  clock.advance(HOUR_MS);
  tell("Slack does not take the token");
  expect(await count("discord")).toBe(3);
  expect(await count("slack")).toBe(0);
});
