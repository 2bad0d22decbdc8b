import { expect, test } from "vitest";
import { operationsPlaces } from "../../src/entry/operations-places.ts";

const SLACK = { platform: "slack", workspaces: () => ["T1", "T2"] };
const CHANNELS = [
  { id: "alerts", platform: "slack", channel: "C1", purpose: "alerts" },
  { id: "elsewhere", platform: "discord", channel: "9", purpose: "alerts" },
  { id: "weekly", platform: "slack", channel: "C2", purpose: "reports" },
] as const;

test("is every channel for alerts on a platform that is connected", () => {
  expect(operationsPlaces([...CHANNELS], [SLACK])).toEqual([
    { platform: "slack", workspace: "T1", channel: "C1" },
  ]);
});

test("is nowhere without such a channel, or without a workspace", () => {
  expect(operationsPlaces([], [SLACK])).toEqual([]);
  expect(operationsPlaces([...CHANNELS], [])).toEqual([]);
  expect(operationsPlaces([...CHANNELS], [{ platform: "slack", workspaces: () => [] }])).toEqual([]);
});
