import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createScriptedChat } from "../../../adapters/console/create-scripted-chat.ts";
import type { ScriptedChat } from "../../../adapters/console/create-scripted-chat.ts";
import type { Incoming } from "../../../src/chat/messages.ts";

let folder: string;
let chat: ScriptedChat;
const received: Incoming[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-scripted-"));
  received.length = 0;
  let last = 0;
  chat = createScriptedChat({
    workspace: "local",
    journal: join(folder, "journal"),
    files: join(folder, "files"),
    people: [
      { id: "ana", name: "Ana", groups: [] },
      { id: "ben", name: "Ben", groups: [] },
    ],
    now: () => new Date("2031-03-03T09:00:00.000Z"),
    newId: () => `m${String((last += 1)).padStart(4, "0")}`,
  });
  await chat.start({
    receive: async (incoming) => {
      received.push(incoming);
      return "accepted";
    },
  });
});

afterEach(async () => {
  await chat.stop();
  await rm(folder, { recursive: true, force: true });
});

const HOME = { platform: "console", workspace: "local", channel: "terminal" } as const;

test("says things as several people, in one thread", async () => {
  const root = await chat.say("ana", "fix it");
  await chat.say("ben", "and soon", root);

  expect(received).toMatchObject([
    { kind: "message", text: "fix it", id: root, from: { id: "ana", name: "Ana" } },
    { kind: "message", text: "and soon", thread: root, from: { id: "ben" } },
  ]);
});

test("takes what begins with a slash for a command", async () => {
  const root = await chat.say("ana", "/risk close R1 done");

  expect(received).toMatchObject([{ kind: "command", name: "risk", args: "close R1 done", id: root }]);
});

test.each([1, "1", "Yes", "y"])("picks a choice by %j, once", async (option) => {
  const choices = { prompt: "sure", options: [{ value: "y", label: "Yes" }] };
  const { id } = await chat.post(HOME, { text: "Sure?", choices }, { deliveryId: "d1" });

  expect(await chat.choose("ana", id, option)).toBe(true);
  expect(await chat.choose("ben", id, option)).toBe(false);

  expect(received).toMatchObject([
    { kind: "choice", prompt: "sure", value: "y", thread: id, from: { id: "ana" } },
  ]);
});

test("has no choice that was not offered", async () => {
  const { id } = await chat.post(HOME, { text: "Hello" }, { deliveryId: "d1" });

  expect(await chat.choose("ana", id, "Yes")).toBe(false);
  expect(await chat.choose("ana", "nothing", "Yes")).toBe(false);
});

test("knows what was posted, to whom, and where messages stand", async () => {
  const root = await chat.say("ana", "fix it");
  await chat.post({ ...HOME, thread: root }, { text: "on it" }, { deliveryId: "d1" });
  await chat.postPrivate?.({ ...HOME, thread: root }, "ben", { text: "psst" }, { deliveryId: "d2" });
  await chat.setStatus({ ...HOME, id: root }, { state: "running" });

  expect(chat.posts()).toMatchObject([
    { root, text: "on it", privateTo: undefined },
    { root, text: "psst", privateTo: "ben" },
  ]);
  expect(chat.statusOf(root)).toBe("running");
  expect(chat.statusOf("nothing")).toBeUndefined();
});
