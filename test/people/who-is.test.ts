import { expect, test } from "vitest";
import type { ChatUser, IncomingMessage } from "../../src/chat/messages.ts";
import { createWhoIs } from "../../src/people/who-is.ts";
import { aMessage } from "../store-contract/samples.ts";

const MESSAGE = aMessage("1");
const KNOWN: ChatUser = { id: "U1", name: "Ada L.", groups: ["S1"], isGuest: true };

function whoIs(lookupUser?: () => Promise<ChatUser | undefined>, workspaces = [MESSAGE.workspace]) {
  const chat = {
    platform: "console",
    workspaces: () => workspaces,
    ...(lookupUser === undefined ? {} : { lookupUser }),
  };
  return createWhoIs(() => [chat]);
}

test("completes a sender with what the platform knows", async () => {
  expect(await whoIs(async () => KNOWN)(MESSAGE)).toEqual({
    id: "U1",
    name: "Ada L.",
    groups: ["S1"],
    isGuest: true,
  });
});

test("keeps what the event said of somebody from outside", async () => {
  const external: IncomingMessage = { ...MESSAGE, from: { id: "U1", isExternal: true } };

  expect(await whoIs(async () => ({ id: "U1", name: "Ada", groups: [] }))(external)).toMatchObject({
    isExternal: true,
  });
});

test("asks nobody where the event said it all, or the platform knows nobody", async () => {
  const said: IncomingMessage = { ...MESSAGE, from: { id: "U1", groups: [] } };
  const refuse = async () => Promise.reject(new Error("asked"));

  expect(await whoIs(refuse)(said)).toBe(said.from);
  expect(await whoIs()(MESSAGE)).toBe(MESSAGE.from);
});

test("rejects while the platform cannot be asked, so that a guest is not taken for a member", async () => {
  await expect(whoIs(async () => KNOWN, [])(MESSAGE)).rejects.toMatchObject({
    code: "people.unknown_yet",
    retryable: true,
  });
  await expect(whoIs(async () => Promise.reject(new Error("away")))(MESSAGE)).rejects.toThrow("away");
});
