import { expect, inject, onTestFinished, test } from "vitest";
import { openDiscordFlow } from "../platforms/discord-flow.ts";
import { readFlow } from "../platforms/flow.ts";
import { runFlow } from "../platforms/run-flow.ts";
import { startFlow } from "../platforms/start-flow.ts";

test("an afternoon on Discord goes as written", async () => {
  const flow = readFlow("test/platforms/afternoon.yaml");
  const platform = await openDiscordFlow();
  onTestFinished(async () => platform.close());
  const bot = await startFlow(flow, platform, inject("redisUrl"));
  onTestFinished(async () => bot.stop());

  const lines = await runFlow(flow, { platform, work: bot.work });

  expect(lines.length).toBeGreaterThan(flow.steps.length);
});
