import { expect, test } from "vitest";
import type { PersonRef } from "../../src/chat/chat-port.ts";
import type { Home } from "../../src/chat/messages.ts";
import type { ConversationDeps } from "../../src/conversation/conversation-deps.ts";
import { createAsks } from "../../src/conversation/create-asks.ts";
import { createReceiver } from "../../src/inbox/create-receiver.ts";
import type { WhoIs } from "../../src/people/who-is.ts";
import type { Actor } from "../../src/permissions/permissions.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { ADDRESS } from "../store-contract/samples.ts";
import { aCommand, createConversation } from "./conversation-kit.ts";

const PERSON = { platform: "console", workspace: "acme-inc", userId: "U1" };

function setUp(deps: Partial<ConversationDeps> = {}) {
  const kit = createConversation();
  const homes: Home[] = [];
  const chat = {
    platform: "console",
    workspaces: () => ["acme-inc"],
    publishHome: async (_person: PersonRef, home: Home) => {
      homes.push(home);
    },
  };
  const asks = createAsks({ ...kit.deps, ...deps }, { chats: () => [chat], log: silentLogger });
  const receiver = createReceiver({ store: kit.store, jobs: kit.jobs, log: silentLogger, asks });
  return { kit, homes, receiver };
}

test("adapters ask for forms and suggestions, and nothing changes by that", async () => {
  const { kit, receiver } = setUp();
  await kit.say("1", "find the leak");
  const before = await kit.eventTypes();

  const form = await receiver.formFor?.(aCommand("2", "bump"));
  const found = await receiver.suggest?.({ ...PERSON, command: "why", argument: "task", typed: "leak" });

  expect(form?.id).toBe("bump");
  expect(found).toEqual([{ value: "T1", label: "T1 find the leak" }]);
  expect(await kit.eventTypes()).toEqual(before);
  expect(await kit.store.deliveries.pendingCount(ADDRESS)).toBe(0);
});

test("whoever opens their home gets it at once", async () => {
  const { kit, homes, receiver } = setUp();
  await kit.say("1", "find the leak");

  await receiver.homeOpened?.(PERSON);

  expect(homes.map(({ sections }) => sections[1]?.items.map(({ text }) => text))).toEqual([
    ["**T1** find the leak (debug, next)"],
  ]);
});

test("forms and suggestions are for those only who may use commands, by all that is known of them", async () => {
  const whoIs: WhoIs = async ({ from }) => ({ ...from, groups: [], isGuest: true });
  const permissions = { may: ({ isGuest }: Actor) => isGuest !== true };
  const { kit, receiver } = setUp({ whoIs, permissions });
  await kit.say("1", "find the leak");

  expect(await receiver.formFor?.(aCommand("2", "bump"))).toBeUndefined();
  expect(await receiver.suggest?.({ ...PERSON, command: "why", argument: "task", typed: "leak" })).toEqual(
    [],
  );
});
