import { beforeEach, expect, test } from "vitest";
import { threadKey } from "../../src/chat/message-key.ts";
import type { Conversation, IncomingMessage } from "../../src/chat/messages.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import { messageKey } from "../../src/chat/message-key.ts";
import type { ConversationDeps } from "../../src/conversation/conversation-deps.ts";
import { withMirrors } from "../../src/mirrors/with-mirrors.ts";
import { threadDelivery } from "../../src/tasks/task-deliveries.ts";
import { addressOf } from "../../src/chat/message-key.ts";
import { createConversation } from "../conversation/conversation-kit.ts";
import { aMessage } from "../store-contract/samples.ts";

const DISCORD = { platform: "discord", workspace: "guild", channel: "D1" } as const;
const rules = {
  linkedTeams: new Set(["core"]),
  scopeOf: ({ channel }: Pick<Conversation, "channel">) =>
    ["C1", "D1"].includes(channel) ? "team/core" : channel === "X1" ? "team/other" : "here/elsewhere",
};

let kit: ReturnType<typeof createConversation>;
let deps: ConversationDeps;

beforeEach(() => {
  kit = createConversation({ route: (text) => (text.startsWith("/") ? { frontDoor: "command" } : {}) });
  deps = { ...kit.deps, store: withMirrors(kit.store), mirrors: rules };
});

async function take(message: IncomingMessage): Promise<void> {
  const key = messageKey(message);
  await kit.store.inbox.accept(key, message);
  await processMessage(key, deps);
}

/** Texts that wait for a platform, by the thread that they go to. */
async function told(platform: string, workspace: string): Promise<string[]> {
  const lanes = await kit.store.deliveries.claim(addressOf({ platform, workspace }), {
    lanes: 100,
    perLane: 100,
    leaseMs: 1_000,
  });
  const texts: string[] = [];
  for (const lane of lanes)
    for (const delivery of lane.deliveries) {
      const { content } = delivery;
      if (content.kind !== "status") texts.push(`${content.to.thread}: ${content.message.text}`);
      await kit.store.deliveries.settle(lane, delivery);
    }
  return texts;
}

const slackTold = async () => told("console", "acme-inc");
const discordTold = async () => told("discord", "guild");

async function open(): Promise<void> {
  await take(aMessage("1.1", { text: "find the leak" }));
  await slackTold();
}

const fromDiscord = (id: string, text: string, overrides: Partial<IncomingMessage> = {}) =>
  aMessage(id, { ...DISCORD, from: { id: "D9", name: "Bo" }, text, ...overrides });

async function watch(): Promise<void> {
  await open();
  await take(fromDiscord("9.1", "/watch T1"));
  await discordTold();
}

test("a watched task is the task of both threads", async () => {
  await watch();

  const there = await kit.store.tasks.ofThread(threadKey({ ...DISCORD, thread: "9.1" }));
  expect(there?.id).toBe("T1");
});

test("what the bot says in the task's thread is said in both", async () => {
  await watch();
  const task = await kit.store.tasks.get("T1");
  if (task === undefined) throw new Error("no task");

  await deps.store.commit({ deliveries: [threadDelivery(task, "final", { text: "found it" })] });

  expect(await slackTold()).toEqual(["1.1: **Bo** on Discord follows along from here on.", "1.1: found it"]);
  expect(await discordTold()).toEqual(["9.1: found it"]);
});

test("what somebody says in one thread is read in the other, once, with the answer", async () => {
  await watch();

  await take(fromDiscord("9.2", "it began on Monday", { thread: "9.1" }));

  const here = await slackTold();
  expect(here.filter((text) => text.includes("it began on Monday"))).toEqual([
    "1.1: **Bo** on Discord: it began on Monday",
  ]);
  expect(here.some((text) => text.includes("Noted"))).toBe(true);
  const there = await discordTold();
  expect(there.filter((text) => text.includes("it began on Monday"))).toEqual([]);
  expect(there.filter((text) => text.includes("Noted"))).toHaveLength(1);
});

test("a task can be stopped from the other thread", async () => {
  await watch();

  await take(fromDiscord("9.3", "stop", { thread: "9.1" }));

  expect((await kit.store.tasks.get("T1"))?.state).toBe("cancelled");
});

test.each([
  ["of another team", { channel: "X1" }, "not linked"],
  ["of nobody", { channel: "Z1" }, "not linked"],
])("a thread in a channel %s is refused", async (_, place, reason) => {
  await open();

  await take(fromDiscord("9.1", "/watch T1", place));

  expect((await discordTold()).join("\n")).toContain(reason);
  expect(await kit.store.tasks.ofThread(threadKey({ ...DISCORD, ...place, thread: "9.1" }))).toBeUndefined();
});

test("the same thread twice, an unknown task and no task are answered with what to do", async () => {
  await watch();

  await take(fromDiscord("9.5", "/watch T1", { thread: "9.1" }));
  await take(fromDiscord("9.6", "/watch T77"));
  await take(fromDiscord("9.7", "/watch"));

  const texts = (await discordTold()).join("\n");
  expect(texts).toContain("shows that task already");
  expect(texts).toContain("I know no task T77");
  expect(texts).toContain("Which task?");
});

test("at most five threads show a task", async () => {
  await watch();
  for (const id of ["9.11", "9.12", "9.13"]) await take(fromDiscord(id, "/watch T1"));
  await discordTold();

  await take(fromDiscord("9.14", "/watch T1"));

  expect((await discordTold()).at(-1)).toContain("Enough threads");
});
