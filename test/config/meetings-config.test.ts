import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";

function problemsOf(team: object, channels: readonly object[] = []) {
  const found = Config.safeParse({
    teams: [
      { id: "core", name: "Core", ...team },
      { id: "infra", name: "Infra" },
    ],
    channels,
  });
  return (found.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);
}

const PLACE = { platform: "slack", channel: "C1" };

test.each([
  ["a standup without a channel", { standup: {} }, [], ["teams.0.standup has no channel for standup."]],
  ["a standup with one for everybody", { standup: {} }, [{ ...PLACE, id: "a", purpose: "standup" }], []],
  [
    "a standup with one of another team",
    { standup: {} },
    [{ ...PLACE, id: "a", purpose: "standup", team: "infra" }],
    ["teams.0.standup has no channel for standup."],
  ],
  [
    "a week without a channel for reports",
    { sprint: {} },
    [{ ...PLACE, id: "a", purpose: "standup", team: "core" }],
    ["teams.0.sprint has no channel for reports."],
  ],
])("the configuration of %s", (_, team, channels, expected) => {
  expect(problemsOf(team, channels)).toEqual(expected);
});

test("a time that is none, and a day that is none, are refused where they stand", () => {
  const channels = [{ ...PLACE, id: "a", purpose: "standup" }];
  const paths = problemsOf({ standup: { at: "25:00", days: ["funday"] } }, channels).map(
    (each) => each.split(" ")[0],
  );

  expect(paths).toEqual(["teams.0.standup.at", "teams.0.standup.days.0"]);
});
