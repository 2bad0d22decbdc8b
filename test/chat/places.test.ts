import { expect, test } from "vitest";
import { createPlaces } from "../../src/chat/places.ts";
import { Config } from "../../src/config/config.ts";

const config = Config.parse({
  teams: [
    { id: "core", name: "Core" },
    { id: "web", name: "Web" },
  ],
  people: [{ id: "ana", name: "Ana", accounts: { slack: "U1", discord: "D1" } }],
  channels: [
    { id: "all", platform: "slack", channel: "C0", purpose: "reports" },
    { id: "core-reports", platform: "slack", channel: "C1", purpose: "reports", team: "core" },
    { id: "alarm", platform: "discord", channel: "C2", purpose: "alerts" },
  ],
});
const slack = { platform: "slack", workspaces: () => ["T1"] };
const places = createPlaces(config, () => [slack]);

test.each([
  ["the channel of its own", "core", "C1"],
  ["those of nobody for a team without one", "web", "C0"],
  ["those of nobody without a team", undefined, "C0"],
])("gives a team %s", (_, team, channel) => {
  expect(places.for("reports", team)).toEqual([{ platform: "slack", workspace: "T1", channel }]);
});

test("leaves out platforms that are not connected", () => {
  expect(places.for("alerts")).toEqual([]);
});

test.each([
  ["of the configuration", "ana", "@U1"],
  ["that only a platform knows", "slack:U9", "@U9"],
])("finds the direct messages of a person %s", (_, person, channel) => {
  expect(places.direct(person)).toEqual([{ platform: "slack", workspace: "T1", channel }]);
});

test("knows no direct messages of somebody without a connected account", () => {
  expect(places.direct("discord:D9")).toEqual([]);
  expect(places.direct("nobody")).toEqual([]);
});
