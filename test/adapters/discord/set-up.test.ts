import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDiscordRest } from "../../../adapters/discord/discord-rest.ts";
import type { DiscordRest } from "../../../adapters/discord/discord-rest.ts";
import { createIdentifyThrottle } from "../../../adapters/discord/identify-throttle.ts";
import { inspectDiscord } from "../../../adapters/discord/inspect-discord.ts";
import { inviteLink, missingPermissions, permissionBits } from "../../../adapters/discord/invite-link.ts";
import { registerCommands } from "../../../adapters/discord/register-commands.ts";
import { renderCommands } from "../../../adapters/discord/render-commands.ts";
import { systemClock } from "../../../src/clock.ts";
import { startDiscordServer } from "./discord-server.ts";
import type { DiscordServer } from "./discord-server.ts";
import { ID } from "./room.ts";

const HELP = { name: "help", args: "", summary: "this list" };
const STATUS = {
  name: "status",
  args: "T12",
  summary: "how a task stands",
  parts: [
    { name: "task", description: "which one", isRequired: true, suggests: ["task" as const] },
    { name: "how", description: "short or long", choices: ["short", "long"] },
  ],
};
let server: DiscordServer;
let rest: DiscordRest;
const alarms: number[] = [];

beforeEach(async () => {
  server = await startDiscordServer();
  rest = createDiscordRest({
    token: "token",
    apiUrl: server.apiUrl,
    clock: systemClock,
    onInvalidRequests: (count) => alarms.push(count),
  });
});

afterEach(async () => {
  rest.close();
  await server.close();
});

describe("registering", () => {
  test("puts the commands in the place of all that were there, and tells what is gone", async () => {
    await registerCommands(rest, renderCommands([HELP, { ...HELP, name: "old" }]));

    const { registered, removed } = await registerCommands(rest, renderCommands([HELP, STATUS]));
    const inGuild = await registerCommands(rest, renderCommands([HELP]), ID.guild);

    expect(registered).toEqual(["help", "status", "Make this a task"]);
    expect(removed).toEqual(["old"]);
    expect(inGuild.removed).toEqual([]);
  });

  test("arguments are suggested, chosen from a few, or written freely", () => {
    const [command] = renderCommands([STATUS]);

    expect(command?.options).toEqual([
      { type: 3, name: "task", description: "which one", required: true, autocomplete: true },
      {
        type: 3,
        name: "how",
        description: "short or long",
        required: false,
        choices: [
          { name: "short", value: "short" },
          { name: "long", value: "long" },
        ],
      },
    ]);
  });

  test("the invite asks for what the bot needs and nothing that makes it an administrator", () => {
    const link = new URL(inviteLink(ID.application));

    expect(link.searchParams.get("permissions")).toBe(permissionBits().toString());
    expect(link.searchParams.get("scope")).toBe("bot applications.commands");
    expect(permissionBits() & 8n).toBe(0n);
    expect(missingPermissions(permissionBits())).toEqual([]);
    expect(missingPermissions(8n)).toEqual([]);
    expect(missingPermissions(0n)).toHaveLength(9);
  });
});

describe("doctor", () => {
  test("says what is right, one by one", async () => {
    await registerCommands(rest, renderCommands([HELP]));

    const findings = await inspectDiscord(rest, ["help", "Make this a task"]);

    expect(findings.map(({ verdict }) => verdict)).toEqual(["ok", "ok", "ok", "ok"]);
  });

  test("explains a refused token, and asks nothing more with it", async () => {
    server.fail({ path: /./u, status: 401, times: 9, body: { code: 0, message: "401: Unauthorized" } });

    const findings = await inspectDiscord(rest, []);

    expect(findings).toMatchObject([{ verdict: "problem", message: "Discord refuses the token." }]);
    expect(server.requests).toHaveLength(1);
  });

  test("explains a missing intent and missing commands", async () => {
    server.fail({ path: /@me$/u, status: 200, body: { id: ID.application, name: "bare", flags: 0 } });

    const findings = await inspectDiscord(rest, ["help"]);

    expect(findings[1]).toMatchObject({
      verdict: "problem",
      remedy: expect.stringContaining("Privileged") as string,
    });
    expect(findings[3]).toMatchObject({
      verdict: "warning",
      remedy: expect.stringContaining("register") as string,
    });
  });
});

test("a thousand refused requests raise one alarm; limits that others used up do not count", async () => {
  const clock = { now: () => 1_000_000, sleep: async () => undefined };
  const counting = createDiscordRest({
    token: "token",
    apiUrl: server.apiUrl,
    clock,
    onInvalidRequests: (count) => alarms.push(count),
  });
  const answer = (status: number, scope?: string) =>
    counting.client.emit(
      "response",
      {} as never,
      {
        status,
        headers: new Headers(scope === undefined ? {} : { "x-ratelimit-scope": scope }),
      } as never,
    );
  for (let at = 0; at < 999; at += 1) answer(403);
  answer(429, "shared");
  expect(alarms).toEqual([]);

  for (let at = 0; at < 50; at += 1) answer(401);

  expect(alarms).toEqual([1_000]);
  expect(counting.invalidRequests()).toBe(1_049);
  counting.close();
});

test("new sessions of a shard come ever more slowly, five in a minute at most; shards take turns", async () => {
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const throttle = createIdentifyThrottle(1, clock);
  const { signal } = new AbortController();
  const times: number[] = [];

  for (let at = 0; at < 8; at += 1) {
    await throttle.waitForIdentify(0, signal);
    times.push(now);
  }
  await throttle.waitForIdentify(1, signal);

  const inMinute = times.map((start) => times.filter((at) => at >= start && at < start + 60_000).length);
  expect(Math.max(...inMinute)).toBeLessThanOrEqual(5);
  expect(times.slice(0, 3)).toEqual([0, 5_000, 15_000]);
  expect(now).toBe((times.at(-1) ?? 0) + 5_000);
});
