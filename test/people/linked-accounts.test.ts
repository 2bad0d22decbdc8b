import { expect, test } from "vitest";
import { CODE_MINUTES } from "../../src/people/linked-accounts.ts";
import { createLinkedPeople } from "../../src/people/linked-accounts.ts";
import { createPersonOf } from "../../src/permissions/create-person-of.ts";
import type { Actor } from "../../src/permissions/permissions.ts";
import { accountCommand } from "../../src/conversation/commands/link-account.ts";
import { aCommand, createConversation } from "../conversation/conversation-kit.ts";
import { aMessage } from "../store-contract/samples.ts";

const ANA = { id: "ana", accounts: { slack: "U1" }, groups: ["leads"] };
const SLACK = { platform: "slack", userId: "U1" };
const DISCORD = { platform: "discord", userId: "D1" };

const textOf = (said: string | { readonly text: string }) => (typeof said === "string" ? said : said.text);

function installation() {
  const kit = createConversation();
  const accounts = createLinkedPeople([ANA], kit.store);
  let references = 0;
  const deps = { ...kit.deps, accounts, newReference: () => `R-00000${(references += 1)}` };
  const by = ({ platform, userId }: Actor) => ({
    ...aCommand("1.1", "account"),
    platform,
    from: { id: userId },
  });
  return {
    kit,
    accounts,
    account: async (actor: Actor, args: string) =>
      textOf(await accountCommand.run({ args, incoming: by(actor) }, deps)),
    aloud: async () =>
      accountCommand.run({ args: "link", incoming: aMessage("1.2", { text: "/account link" }) }, deps),
    personOf: (actor: Actor) => createPersonOf(accounts.people())(actor),
  };
}

const codeIn = (text: string) => /confirm (\w+)/u.exec(text)?.[1] ?? "none";

test("an account joins the person of the configuration, from either side", async () => {
  for (const [first, second] of [
    [SLACK, DISCORD],
    [DISCORD, SLACK],
  ] as const) {
    const { account, personOf } = installation();
    const code = codeIn(await account(first, "link"));

    expect(await account(second, `confirm ${code}`)).toContain("yours now");

    expect(personOf(DISCORD)).toBe("ana");
    expect(await account(DISCORD, "")).toContain("slack U1");
  }
});

test("a link remembers in which workspaces both accounts are", async () => {
  const { account, accounts } = installation();
  const code = codeIn(await account({ platform: "slack", userId: "U7" }, "link"));

  await account({ platform: "discord", userId: "D7" }, `confirm ${code}`);

  expect(accounts.people().find(({ id }) => id !== "ana")).toMatchObject({
    accounts: { slack: "U7", discord: "D7" },
    workspaces: { slack: "acme-inc", discord: "acme-inc" },
  });
});

test("two people whom the configuration does not name become one", async () => {
  const { account, personOf } = installation();
  const code = codeIn(await account({ platform: "slack", userId: "U7" }, "link"));

  await account({ platform: "discord", userId: "D7" }, `confirm ${code}`);

  expect(personOf({ platform: "discord", userId: "D7" })).toBe(personOf({ platform: "slack", userId: "U7" }));
});

test("a code works once, for a while, and from another platform", async () => {
  const { account, kit, personOf } = installation();
  const code = codeIn(await account(SLACK, "link"));
  expect(await account({ platform: "slack", userId: "U9" }, `confirm ${code}`)).toContain("on this platform");
  await account(DISCORD, `confirm ${code}`);
  expect(await account({ platform: "discord", userId: "D2" }, `confirm ${code}`)).toContain("no such code");

  const late = codeIn(await account(SLACK, "link"));
  kit.clock.advance((CODE_MINUTES + 1) * 60_000);
  expect(await account({ platform: "discord", userId: "D2" }, `confirm ${late}`)).toContain("too old");
  expect(personOf({ platform: "discord", userId: "D2" })).toBe("discord:D2");
});

test("nobody takes an account that is somebody's already", async () => {
  const { account, personOf } = installation();
  await account(DISCORD, `confirm ${codeIn(await account(SLACK, "link"))}`);
  const other = codeIn(await account({ platform: "slack", userId: "U5" }, "link"));

  await account(DISCORD, `confirm ${other}`);

  expect(personOf(DISCORD)).toBe("ana");
});

test("an account can stand for itself again", async () => {
  const { account, personOf } = installation();
  await account(DISCORD, `confirm ${codeIn(await account(SLACK, "link"))}`);

  await account(DISCORD, "unlink");

  expect(personOf(DISCORD)).toBe("discord:D1");
});

test("a code is never said where others read", async () => {
  const { aloud } = installation();

  expect(textOf(await aloud())).not.toMatch(/confirm/u);
});
