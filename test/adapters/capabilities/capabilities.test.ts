import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CAPABILITIES } from "../../../adapters/capabilities/capabilities.ts";
import type {
  Capability,
  CoreMethod,
  Platform,
  PortMethod,
  Shown,
} from "../../../adapters/capabilities/capability.ts";
import { PLATFORMS } from "../../../adapters/capabilities/capability.ts";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackChat } from "../../../adapters/slack/create-slack-chat.ts";
import { createSlackSender } from "../../../adapters/slack/create-slack-sender.ts";
import { createDiscordChat } from "../../../adapters/discord/create-discord-chat.ts";
import type { ChatPort } from "../../../src/chat/chat-port.ts";
import { Incoming } from "../../../src/chat/messages.ts";
import { systemClock } from "../../../src/clock.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import { createMapMemory } from "../discord/discord-rig.ts";
import { createConsoleRig } from "../console/console-rig.ts";

const rows: readonly Capability[] = CAPABILITIES.flatMap((group) => group.rows);

/** Where each platform goes through the contract. */
const CONTRACTS: Readonly<Record<Platform, readonly [file: string, call: string]>> = {
  slack: ["test/adapters/slack/slack-chat.contract.test.ts", 'chatPortContract("Slack (emulated)"'],
  discord: ["test/integration/discord.test.ts", 'chatPortContract("Discord"'],
  console: [
    "test/adapters/console/console-chat.contract.test.ts",
    'chatPortContract("The console on a terminal"',
  ],
};

/** Where each adapter is, to look for what it asks the core. */
const CORE_USES: Readonly<Record<CoreMethod, Readonly<Partial<Record<Platform, string>>>>> = {
  follows: { slack: "adapters/slack/take-event.ts", discord: "adapters/discord/take-message.ts" },
  formFor: { slack: "adapters/slack/take-interaction.ts", discord: "adapters/discord/take-interaction.ts" },
  suggest: { discord: "adapters/discord/take-interaction.ts" },
  homeOpened: { slack: "adapters/slack/listen.ts" },
  letIn: { slack: "adapters/slack/listen.ts", discord: "adapters/discord/take-dispatch.ts" },
};

/** A key for each, so that the compiler misses what is new. */
const PORT_METHODS: Readonly<Record<PortMethod, true>> = {
  pace: true,
  problems: true,
  findDelivery: true,
  postPrivate: true,
  pin: true,
  publishHome: true,
  linkTo: true,
  obstacleAt: true,
  lookupUser: true,
  readFile: true,
};

function openPorts(): Record<Platform, ChatPort> {
  const clients = createSlackClients({ log: silentLogger });
  const common = { clients, log: silentLogger, now: systemClock.now };
  const slack = createSlackChat({
    ...common,
    access: { botToken: "xoxb-1", appToken: "xapp-1" },
    sender: () => createSlackSender(common),
    toView: () => ({ type: "modal", title: { type: "plain_text", text: "x" }, blocks: [] }),
    reactions: { stop: [], take: [], done: [] },
    commandPrefix: "",
    store: createMemoryStore({ now: systemClock.now }),
    mount: () => undefined,
  });
  const discord = createDiscordChat({
    token: "token",
    memory: createMapMemory(),
    clock: systemClock,
    log: silentLogger,
    alarm: () => undefined,
    reactions: {},
    maxAgeMs: 1,
  });
  return { slack, discord, console: createConsoleRig().chat };
}

/** Literals as they are written in a source, however the formatter broke the line. */
function isNamedIn({ name, row }: Shown, text: string): boolean {
  const written = [name, ...(row === undefined ? [] : [row])].map((words) => JSON.stringify(words));
  return written.every((words) => text.includes(words));
}

const cells = rows.flatMap(({ title, on }) =>
  PLATFORMS.map((platform) => [platform, title, on[platform]] as const),
);
const proven = cells.flatMap(([platform, title, support]) =>
  "shown" in support ? [[platform, title, support.shown] as const] : [],
);

describe("the table of what platforms can do", () => {
  test.each(proven)("has a test for %s: %s", (platform, _title, shown) => {
    expect(isNamedIn(shown, readFileSync(shown.file, "utf8"))).toBe(true);
    if (!shown.file.endsWith("contract.ts")) return;
    const [file, call] = CONTRACTS[platform];
    expect(readFileSync(file, "utf8")).toContain(call);
  });

  test("says of every port what it is able to do, and nothing else", () => {
    const ports = openPorts();
    const claimed = (platform: Platform) =>
      rows.flatMap(({ port, on }) => (port !== undefined && "shown" in on[platform] ? [port] : []));

    for (const platform of PLATFORMS) {
      const there = Object.keys(PORT_METHODS).filter((method) => method in ports[platform]);
      expect([platform, there.toSorted()]).toEqual([platform, claimed(platform).toSorted()]);
    }
  });

  test("says of every adapter what it asks the core", () => {
    for (const { core, on } of rows) {
      if (core === undefined) continue;
      for (const platform of ["slack", "discord"] as const) {
        const file = CORE_USES[core][platform];
        const asks = file !== undefined && new RegExp(`\\b${core}\\b`, "u").test(readFileSync(file, "utf8"));
        expect([core, platform, asks]).toEqual([core, platform, "shown" in on[platform]]);
      }
    }
  });

  test("leaves out nothing that can come in, and no method", () => {
    const kinds = Incoming.options.map(({ shape }) => shape.kind.value);

    expect(rows.flatMap(({ kind }) => kind ?? []).toSorted()).toEqual(kinds.toSorted());
    expect(rows.flatMap(({ port }) => port ?? []).toSorted()).toEqual(Object.keys(PORT_METHODS).toSorted());
    expect(rows.flatMap(({ core }) => core ?? []).toSorted()).toEqual(Object.keys(CORE_USES).toSorted());
    expect(new Set(rows.map(({ title }) => title)).size).toBe(rows.length);
  });

  test("is the one in the documentation", () => {
    expect(() =>
      execFileSync(process.execPath, ["scripts/capabilities.mjs", "--check"], { stdio: "pipe" }),
    ).not.toThrow();
  });
});
