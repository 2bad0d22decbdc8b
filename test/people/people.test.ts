import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";

const people = createPeople(
  Config.parse({
    organisation: { timeZone: "UTC" },
    people: [
      { id: "ada", name: "Ada Blum", timeZone: "Europe/London", accounts: { slack: "U1", console: "ada" } },
      { id: "ben", name: "Ben Ode", accounts: { slack: "U2" } },
    ],
    teams: [{ id: "core", name: "Core Team", members: ["ben"], timeZone: "Asia/Tokyo" }],
  }),
);

test.each([
  ["@ada", "slack", "ada"],
  ["ADA BLUM", "slack", "ada"],
  ["<@U2>", "slack", "ben"],
  ["<@U2|ben>", "slack", "ben"],
  ["U2", "slack", "ben"],
  ["<@!1093>", "discord", "discord:1093"],
  ["<@U2>", "discord", "discord:U2"],
  ["U2", "discord", undefined],
  ["nobody", "slack", undefined],
  ["", "slack", undefined],
])("%s on %s means %s", (word, platform, id) => {
  expect(people.find(word, platform)).toBe(id);
});

test("a person's day is counted where they are, else where their team is, else with the organisation", () => {
  expect(["ada", "ben", "slack:U9"].map(people.zoneOf)).toEqual(["Europe/London", "Asia/Tokyo", "UTC"]);
});

test("whom nobody has named is called by their account", () => {
  expect([people.nameOf("ada"), people.nameOf("slack:U9")]).toEqual(["Ada Blum", "U9"]);
});

test.each(["core", "Core Team", " core team "])("knows the team “%s”", (word) => {
  expect(people.team(word)?.id).toBe("core");
});
