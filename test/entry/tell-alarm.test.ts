import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { tellAlarm } from "../../src/entry/tell-alarm.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { claim } from "../store-contract/claiming.ts";

const config = Config.parse({
  channels: [
    { id: "one", platform: "slack", channel: "C1", purpose: "alerts" },
    { id: "two", platform: "discord", channel: "200", purpose: "alerts" },
  ],
});

function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore(clock);
  const errors: object[] = [];
  const chats = ["slack", "discord"].map((platform) => ({ platform, workspaces: () => ["w"] }));
  const tell = (platform: string, text: string) =>
    tellAlarm(platform, text, {
      config,
      store,
      chats: () => chats,
      clock: { now: clock.now, sleep: async () => undefined },
      log: { ...silentLogger, error: (fields) => void errors.push(fields) },
    });
  const said = async (address: string) =>
    (await claim(store, { address })).flatMap(({ deliveries }) => deliveries.map(({ content }) => content));
  return { tell, said, errors };
}

test("an alarm about one platform is told on the others and in the log, and not on itself", async () => {
  const { tell, said, errors } = setUp();

  tell("slack", "The token was refused.");

  expect(await said("discord-w")).toMatchObject([
    { kind: "post", to: { channel: "200" }, message: { text: "**Slack:** The token was refused." } },
  ]);
  expect(await said("slack-w")).toEqual([]);
  expect(errors).toEqual([{ platform: "slack", alarm: "The token was refused." }]);
});

test("the same kind of alarm is told once in an hour", async () => {
  const { tell, said } = setUp();

  for (const count of [3, 4]) tell("slack", `${count} requests were refused.`);
  tell("slack", "The token was refused.");

  expect(await said("discord-w")).toHaveLength(2);
});
