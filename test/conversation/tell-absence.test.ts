import { expect, test } from "vitest";
import { openWorkClock } from "../../src/calendar/open-work-clock.ts";
import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";
import { awayCommand, backCommand } from "../../src/conversation/commands/tell-absence.ts";
import type { ChatCommand } from "../../src/conversation/commands/command.ts";
import type { ConversationDeps } from "../../src/conversation/conversation-deps.ts";
import { aMessage } from "../store-contract/samples.ts";
import { createConversation } from "./conversation-kit.ts";

const NOW_MS = Date.parse("2026-11-24T09:00:00.000Z");

function setUp() {
  const { deps } = createConversation();
  const message = aMessage("m1");
  const config = Config.parse({
    organisation: { timeZone: "Europe/Berlin" },
    people: [{ id: "ana", name: "Ana", accounts: { [message.platform]: message.from.id } }],
  });
  const all: ConversationDeps = {
    ...deps,
    clock: { ...deps.clock, now: () => NOW_MS },
    people: createPeople(config),
    calendar: { workClock: async () => openWorkClock(config, deps.store) },
  };
  const isWorking = async (at: string) =>
    (await openWorkClock(config, deps.store)).isWorking(Date.parse(at), { kind: "person", id: "ana" });
  const textOf = async (run: ReturnType<ChatCommand["run"]>): Promise<string> => {
    const said = await run;
    return typeof said === "string" ? said : said.text;
  };
  return {
    isWorking,
    say: async (command: ChatCommand, args = "") => textOf(command.run({ args, incoming: message }, all)),
    silent: async (command: ChatCommand) => textOf(command.run({ args: "", incoming: message }, deps)),
  };
}

test("/away says until when, and from then on its writer does not work; /back ends it", async () => {
  const { say, isWorking } = setUp();

  expect(await say(awayCommand, "until friday")).toBe(
    "You are away until **Fri 2026-11-27** (Europe/Berlin). `/back` ends it sooner.",
  );
  expect(await isWorking("2026-11-26T10:00Z")).toBe(false);
  expect(await isWorking("2026-11-27T10:00Z")).toBe(true);
  expect(await say(backCommand)).toBe("Welcome back.");
  expect(await isWorking("2026-11-26T10:00Z")).toBe(true);
  expect(await say(backCommand)).toContain("not marked as away");
});

test("/away alone is until further notice", async () => {
  const { say, isWorking } = setUp();

  expect(await say(awayCommand)).toBe("You are away until further notice (Europe/Berlin). `/back` ends it.");
  expect(await isWorking("2027-03-02T10:00Z")).toBe(false);
});

test.each([
  ["until 2026-11-01", "is over already"],
  ["until whenever", "I do not understand"],
])("/away %s changes nothing and says what would do", async (args, answer) => {
  const { say, isWorking } = setUp();

  const text = await say(awayCommand, args);

  expect(text).toContain(answer);
  expect(text).toContain("`/away for 3 days`");
  expect(await isWorking("2026-11-24T10:00Z")).toBe(true);
});

test("both say so where there are no calendars", async () => {
  const { silent } = setUp();

  expect(await silent(awayCommand)).toBe(await silent(backCommand));
});
