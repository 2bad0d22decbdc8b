import { expect, test } from "vitest";
import { joinArguments } from "../../src/chat/command-help.ts";
import { allCommands } from "../../src/conversation/commands/all-commands.ts";
import { toHelp } from "../../src/conversation/commands/render-command-help.ts";
import { suggest } from "../../src/conversation/suggest.ts";
import { createConversation, textsOf } from "./conversation-kit.ts";

const SOMEBODY = { platform: "console", workspace: "acme-inc", userId: "U1" } as const;

test.each(allCommands.map((command) => [command.name, command] as const))(
  "/%s fits what platforms take for a command",
  (name, command) => {
    const { summary, parts = [] } = toHelp(command);
    const required = parts.map(({ isRequired }) => isRequired === true);

    expect(name).toMatch(/^[a-z0-9_-]{1,32}$/u);
    expect(summary.length).toBeLessThanOrEqual(100);
    expect(parts.length).toBeLessThanOrEqual(25);
    expect(new Set(parts.map((part) => part.name)).size).toBe(parts.length);
    expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
    for (const part of parts) {
      expect(part.name).toMatch(/^[a-z0-9_-]{1,32}$/u);
      expect(part.description.length).toBeLessThanOrEqual(100);
      expect((part.choices ?? []).length).toBeLessThanOrEqual(25);
    }
  },
);

test("every command has a name of its own", () => {
  const names = allCommands.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
});

test.each(allCommands.map(({ name }) => name))("/%s help says how it is written", async (name) => {
  const kit = createConversation();

  const seen = await kit.command("1", name, "help");

  expect(textsOf(seen)[0]).toContain(`/${name}`);
  expect(seen).toMatchObject([{ kind: "private" }]);
});

test("joins what a platform asked for one by one, in the order of the arguments", () => {
  const parts = allCommands.find(({ name }) => name === "assign")?.args ?? [];

  expect(joinArguments(parts, { person: " @ben ", task: "T1", other: "x" })).toBe("T1 @ben");
});

test("suggests open tasks by number and title, one's own first", async () => {
  const kit = createConversation();
  await kit.say("1", "mine, the allocator");
  await kit.say("2", "somebody else's allocator", { from: { id: "U2" } });
  await kit.say("3", "done already");
  await kit.command("4", "done", "T3");
  const ask = async (typed: string) =>
    (await suggest({ ...SOMEBODY, command: "take", argument: "task", typed }, kit.deps)).map(
      ({ value }) => value,
    );

  expect(await ask("")).toEqual(["T1", "T2"]);
  expect(await ask("t2")).toEqual(["T2"]);
  expect(await ask("alloc")).toEqual(["T1", "T2"]);
  expect(await ask("nothing like it")).toEqual([]);
});

test.each([
  ["status", "subject", "deb", ["debug"]],
  ["status", "subject", "plat", ["platform"]],
  ["tasks", "which", "", ["mine", "open", "done", "code", "debug", "architect", "ask"]],
  ["assign", "person", "@b", ["ben"]],
  ["bump", "reason", "x", []],
  ["nothing", "x", "", []],
])("suggests for /%s %s “%s”", async (command, argument, typed, values) => {
  const kit = createConversation({
    config: {
      people: [{ id: "ben", name: "Ben Ode", accounts: { console: "U2" } }],
      teams: [{ id: "platform", name: "Platform", members: ["ben"] }],
    },
  });

  const found = await suggest({ ...SOMEBODY, command, argument, typed }, kit.deps);

  expect(found.map(({ value }) => value)).toEqual(values);
});
