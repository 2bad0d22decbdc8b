import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { fromSlackName, toSlackName } from "../../../adapters/slack/command-names.ts";
import { createManifest, formatManifest } from "../../../adapters/slack/manifest/create-manifest.ts";
import { BOT_SCOPES } from "../../../adapters/slack/manifest/scopes.ts";
import { allCommands } from "../../../src/conversation/commands/all-commands.ts";
import { toHelp } from "../../../src/conversation/commands/render-command-help.ts";

const commands = allCommands.map(toHelp);

test("the committed manifest is the one that the code makes", () => {
  const committed = readFileSync("adapters/slack/manifest.yaml", "utf8");

  expect(committed, "run `switchyard slack manifest > adapters/slack/manifest.yaml`").toBe(
    formatManifest({ commands, commandPrefix: "" }),
  );
});

test("every command of the bot is offered, within Slack's limits", () => {
  const { slash_commands: offered } = createManifest({ commands, commandPrefix: "sy-" }).features;
  const names = offered.map((each) => (each as { command: string }).command);

  const typed = ["right", "tick", "forget", "skip", "reassign", "dead"];
  const rest = commands.filter(({ name }) => !typed.includes(name));
  expect(names).toEqual(rest.map(({ name }) => `/sy-${name}`));
  // Room for a few more before somebody has to choose.
  expect(names.length).toBeLessThanOrEqual(46);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^\/[a-z0-9_-]{1,31}$/u.test(name))).toEqual([]);
});

test("what Slack has commands of its own for is offered under another name", () => {
  const { slash_commands: offered } = createManifest({ commands, commandPrefix: "" }).features;
  const names = offered.map((each) => (each as { command: string }).command);

  expect(names).toEqual(expect.arrayContaining(["/sy-status", "/sy-away", "/tasks"]));
  expect(names).not.toEqual(expect.arrayContaining(["/status"]));
});

test.each([
  ["/sy-status", "", "status"],
  ["/status", "", "status"],
  ["/Tasks", "", "tasks"],
  ["/sy-tasks", "", "sy-tasks"],
  ["/bot_status", "bot_", "status"],
  ["/bot_sy-status", "bot_", "sy-status"],
])("%s with the prefix %j means %s", (typed, prefix, name) => {
  expect(fromSlackName(typed, prefix)).toBe(name);
});

test("every command is understood by the name that it is offered under", () => {
  for (const prefix of ["", "sy-", "bot_"])
    for (const { name } of commands)
      expect(fromSlackName(`/${toSlackName(name, prefix)}`, prefix)).toBe(name);
});

test("Socket Mode needs no address, and HTTP names one everywhere", () => {
  const socket = JSON.stringify(createManifest({ commands, commandPrefix: "" }));
  const http = createManifest({ commands, commandPrefix: "", url: "https://bot.example.com/" });

  expect(socket).not.toContain("request_url");
  expect(http.settings.socket_mode_enabled).toBe(false);
  expect(http.settings.interactivity).toEqual({
    is_enabled: true,
    request_url: "https://bot.example.com/slack/events",
  });
});

test("every scope says what it is for, and the YAML reads as the same manifest", () => {
  const yaml = formatManifest({ commands, commandPrefix: "" });

  expect(parse(yaml)).toEqual(createManifest({ commands, commandPrefix: "" }));
  for (const { scope, reason } of BOT_SCOPES) expect(yaml).toContain(`- ${scope} # ${reason}`);
});
