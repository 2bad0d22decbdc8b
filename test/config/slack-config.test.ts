import { expect, test } from "vitest";
import { SlackConfig } from "../../src/config/slack-config.ts";

test("has reactions that tell each other apart by default", () => {
  expect(SlackConfig.safeParse({}).success).toBe(true);
});

test.each([
  ["two states", { statuses: { running: "eyes" } }],
  ["a state and a verb", { statuses: { done: "hand" } }],
])("refuses one emoji for %s", (_what, config) => {
  expect(SlackConfig.safeParse(config).error?.issues[0]?.path).toEqual(["statuses"]);
});
