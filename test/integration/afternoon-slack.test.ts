import { writeFileSync } from "node:fs";
import { expect, inject, onTestFinished, test } from "vitest";
import { readFlow } from "../platforms/flow.ts";
import { runFlow } from "../platforms/run-flow.ts";
import { openSlackFlow } from "../platforms/slack-flow.ts";
import { startFlow } from "../platforms/start-flow.ts";

test("an afternoon on Slack goes as written", async () => {
  const flow = readFlow("test/platforms/afternoon.yaml");
  const platform = await openSlackFlow();
  onTestFinished(async () => platform.close());
  const bot = await startFlow(flow, platform, inject("redisUrl"));
  onTestFinished(async () => bot.stop());

  const lines = await runFlow(flow, { platform, work: bot.work });

  // For the picture of it: docs/images/record-afternoon.mjs.
  const path = process.env["AFTERNOON_TRANSCRIPT"];
  if (path !== undefined) writeFileSync(path, JSON.stringify(lines, null, 2));
  expect(lines.length).toBeGreaterThan(flow.steps.length);
});
