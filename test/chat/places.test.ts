import { expect, test } from "vitest";
import { createPlaces } from "../../src/chat/places.ts";
import type { Conversation } from "../../src/chat/messages.ts";
import { Config } from "../../src/config/config.ts";
import type { KnownPerson } from "../../src/permissions/create-permissions.ts";

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

const LINKED: KnownPerson[] = [
  { ...config.people[0]!, accounts: { slack: "U1", console: "ana" }, workspaces: { slack: "T2" } },
  { id: "slack:U7", accounts: { slack: "U7", console: "eva" }, groups: [] },
];
const two = { platform: "slack", workspaces: () => ["T1", "T2"] };
const terminal = { platform: "console", workspaces: () => ["acme"] };
const linked = createPlaces(
  config,
  () => [two, terminal],
  () => LINKED,
);
const direct = (person: string, near?: Conversation) =>
  linked
    .direct(person, near)
    .map(({ platform, workspace, channel }) => `${platform} ${workspace} ${channel}`);

test("finds people by what they have linked, whichever of their accounts they are known by", () => {
  expect(direct("slack:U7")).toEqual(["slack T1 @U7", "console acme @eva"]);
  expect(direct("console:eva")).toEqual(["slack T1 @U7", "console acme @eva"]);
});

test("writes to an account in the workspace that it is in, else in the one that the matter is in", () => {
  const near = { platform: "slack", workspace: "T2", channel: "C1" };

  expect(direct("ana")).toContain("slack T2 @U1");
  expect(direct("slack:U7", near)).toContain("slack T2 @U7");
  expect(direct("slack:U7", { ...near, workspace: "T9" })).toContain("slack T1 @U7");
  expect(direct("slack:U7", { ...near, platform: "discord" })).toContain("slack T1 @U7");
});

test("says things in the workspace that a channel is configured for, and nowhere while that is not connected", () => {
  const at = (workspace: string) => {
    const channel = { id: "all", platform: "slack" as const, channel: "C0", purpose: "reports" as const };
    const { channels } = Config.parse({ channels: [{ ...channel, workspace }] });
    return createPlaces({ channels, people: [] }, () => [two]).for("reports");
  };

  expect(at("T2")).toEqual([{ platform: "slack", workspace: "T2", channel: "C0" }]);
  expect(at("T3")).toEqual([]);
});
