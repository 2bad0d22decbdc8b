import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
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

  expect(names).toEqual(commands.map(({ name }) => `/sy-${name}`));
  expect(names.length).toBeLessThanOrEqual(50);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^\/[a-z0-9_-]{1,31}$/u.test(name))).toEqual([]);
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
